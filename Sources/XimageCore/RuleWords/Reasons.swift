/// Reasons that several findings give.
extension RuleArgument {
    package static let outOfRange = RuleArgument("outside the service's range", zh: "超出服务允许范围")
    package static let noVault = RuleArgument("names no vault", zh: "未指定存储库")
    package static let keyPairBeside = RuleArgument("a key pair is declared too", zh: "同时指定了密钥对")

    /// In place of a region that is not known.
    package static let itsRegion = RuleArgument("its region", zh: "其所在区域")

    package static func region(_ region: Region) -> RuleArgument {
        RuleArgument("it is in \(region)", zh: "位于 \(region)")
    }

    /// - Parameter purpose: of a vault.
    package static func purpose(_ purpose: String) -> RuleArgument {
        RuleArgument("its purpose is `\(purpose)`", zh: "用途为 `\(purpose)`")
    }
}
