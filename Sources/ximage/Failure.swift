import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageState

/// An error that ends a command, in words, with its exit status.
struct Failure: Error {
    let diagnostic: Diagnostic
    let status: ExitStatus

    /// What a command itself found wrong.
    init(_ notice: Notice, _ arguments: KeyValuePairs<String, RuleArgument> = [:]) {
        diagnostic = Diagnostic(notice, arguments)
        status = .error
    }

    init(untrusted refusal: Diagnostic) {
        diagnostic = refusal
        status = .error
    }

    init(_ error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let error as StateError:
            diagnostic = error.diagnostic
            status = ExitStatus(rawValue: error.exitClass) ?? .error
        case let error as ProviderError:
            diagnostic = Self.diagnostic(error)
            status = .error
        case let refusal as SessionRefusal:
            diagnostic = refusal.diagnostic
            status = .damaged
        case let defect as PlanDefect:
            diagnostic = Diagnostic(.bug, ["defect": RuleArgument("\(defect)")])
            status = .error
        case let error as SavedPlanError:
            diagnostic = error.diagnostic
            status = error.status
        case is CancellationError:
            diagnostic = Diagnostic(.interruptedRun)
            status = .interrupted
        default:
            diagnostic =
                Wiring.diagnostic(error)
                ?? Diagnostic(.otherError, ["reason": RuleArgument(String(describing: error))])
            status = .error
        }
    }

    /// The service's own words, with the call that it refused and what the rule that knows the code says of it.
    private static func diagnostic(_ error: ProviderError) -> Diagnostic {
        var call = "\(error.service.uppercased()) \(error.operation)"
        if let status = error.status { call += ", HTTP \(status)" }
        if let id = error.requestID { call += ", request \(id)" }
        let own = error.category.words
        let fix = error.permission.map {
            Bilingual(
                "Grant the user of the key the permission `\($0)` in IAM.", zh: "请在 IAM 中为密钥的用户授予权限 `\($0)`。")
        }
        func text(_ language: Language) -> RuleText {
            let rule = Wiring.explanation(error, in: language)
            let message =
                error.message.isEmpty
                ? language("the service gave no reason", zh: "服务未给出原因") : error.message
            return RuleText(
                "\(message)\n  \(call)" + (rule.map { "\n\($0.message)" } ?? ""),
                fix: fix?[language] ?? rule?.fix ?? own.fix?[language])
        }
        return Diagnostic(
            Notice(
                error.code ?? error.category.rawValue, own.headline, english: text(.english),
                chinese: text(.chinese)))
    }
}

extension ProviderError.Category {
    /// What is wrong, and what may be done about it.
    fileprivate var words: (headline: Bilingual, fix: Bilingual?) {
        switch self {
        case .credentials:
            (
                Bilingual("The cloud does not accept the key", zh: "云不接受该密钥"),
                Bilingual(
                    "Check the access key, its secret, and the clock of this machine.",
                    zh: "请检查访问密钥及其密文，以及本机的时钟。")
            )
        case .permission:
            (
                Bilingual("The key may not do that", zh: "密钥没有此权限"),
                Bilingual(
                    "Grant the user of the key the named permission in IAM.", zh: "请在 IAM 中为密钥的用户授予所述权限。")
            )
        case .unavailable:
            (
                Bilingual("The cloud cannot be reached", zh: "无法连接到云"),
                Bilingual(
                    """
                    Check that this machine reaches the host (name, route, firewall; ximage goes through no proxy), \
                    and the region and `provider.endpoints` in the manifest; then run it again.
                    """,
                    zh: "请检查本机能否访问该主机（域名、路由、防火墙；ximage 不经过代理），以及清单中的区域和 `provider.endpoints`，然后重新运行。")
            )
        case .throttled:
            (
                Bilingual("The cloud asks for fewer requests", zh: "云要求减少请求"),
                Bilingual(
                    "Wait a minute and run it again, or lower --parallelism.",
                    zh: "请稍候一分钟后重新运行，或调低 --parallelism。")
            )
        case .quota:
            (
                Bilingual("A quota of the account is used up", zh: "账号的配额已用完"),
                Bilingual(
                    "Remove what is no longer needed, or ask the vendor for a larger quota.",
                    zh: "请删除不再需要的资源，或向服务商申请提高配额。")
            )
        case .account:
            (
                Bilingual("The account cannot be used", zh: "账号无法使用"),
                Bilingual("Look at the account's state and balance in the console.", zh: "请在控制台查看账号状态和余额。")
            )
        case .notFound: (Bilingual("The cloud does not have it", zh: "云上没有该对象"), nil)
        case .malformed:
            (
                Bilingual("The cloud gave an answer that makes no sense", zh: "云返回了无法理解的应答"),
                Bilingual(
                    "Check that `provider.endpoints` names the services themselves.",
                    zh: "请检查 `provider.endpoints` 是否指向服务本身。")
            )
        case .tooLarge: (Bilingual("The cloud's answer is too large", zh: "云的应答过大"), nil)
        case .invalid, .state, .conflict: (Bilingual("The cloud refused the request", zh: "云拒绝了请求"), nil)
        }
    }
}
