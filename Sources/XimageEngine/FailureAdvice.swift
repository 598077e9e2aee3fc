import XimageCore

/// What a person can do about an error of the service.
enum FailureAdvice {
    /// - Returns: nothing where nothing helps.
    static func fix(for error: ProviderError) -> RuleArgument? {
        switch error.category {
        case .credentials:
            RuleArgument(
                "Check the access key, its secret and the clock of this machine, then apply again.",
                zh: "请检查访问密钥、其密文和本机时钟，然后重新应用。")
        case .permission:
            RuleArgument(
                "Give the user of the access key the permission that the message names, then apply again.",
                zh: "请授予访问密钥的用户消息中所列的权限，然后重新应用。")
        case .quota:
            RuleArgument(
                "Free some of the quota or ask the vendor for more, then apply again.",
                zh: "请释放部分配额或申请扩大配额，然后重新应用。")
        case .account:
            RuleArgument(
                "Settle the account with the vendor, then apply again.", zh: "请处理账号欠费或受限问题，然后重新应用。")
        case .throttled, .unavailable:
            RuleArgument(
                "Apply again: what is done stays done, and the rest goes on.", zh: "请重新应用：已完成的保留，其余继续。")
        case .state, .conflict:
            RuleArgument("Wait until the object has settled, then apply again.", zh: "请等待对象状态稳定，然后重新应用。")
        case .notFound:
            RuleArgument(
                "Plan again: something that this step relied on is gone.", zh: "请重新生成计划：该步骤依赖的内容已不存在。")
        case .invalid, .malformed, .tooLarge: nil
        }
    }

}
