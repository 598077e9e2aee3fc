import ArgumentParser
import XimageCore
import XimagePlanning

/// Which part of the work a run does, and what it does beyond the manifests.
struct ChoiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            told(
                "Do only this, with what it needs: an address, a pattern such as 'server.web*', or a label such as "
                    + "tier=web. May be given several times.",
                zh: "只处理此对象及其依赖：地址、模式（如 'server.web*'）或标签（如 tier=web）。可重复指定。"), valueName: "address|label"),
        completion: Completions.patterns)
    var target: [PatternArgument] = []

    @Option(
        help: ArgumentHelp(
            told("Leave this out, with what needs it; as --target.", zh: "排除此对象及依赖它的对象；写法同 --target。"),
            valueName: "address|label"),
        completion: Completions.patterns)
    var exclude: [PatternArgument] = []

    @Option(
        help: ArgumentHelp(
            told(
                "Make a new generation of this image now. May be given several times.",
                zh: "立即为此镜像创建新的一代。可重复指定。"), valueName: "address"),
        completion: Completions.images)
    var renew: [ImageArgument] = []

    @Flag(
        name: .customLong("due-only"),
        help: told("Do only what schedules ask for, with what follows from it.", zh: "只处理定时任务已到期的镜像及由此产生的操作。")
    )
    var dueOnly = false

    @Flag(name: .customLong("skip-due"), help: told("Do not look at schedules.", zh: "忽略定时任务。"))
    var skipDue = false

    @Option(
        help: ArgumentHelp(
            told(
                "What happens to something that is no longer declared, for this run. May be given several times.",
                zh: "本次运行如何处理不再声明的对象。可重复指定。"),
            valueName: "address=delete|forget"),
        completion: Completions.removals)
    var removed: [RemovalArgument] = []

    var options: PlanOptions {
        var options = PlanOptions()
        options.targets = target.map(\.pattern)
        options.exclusions = exclude.map(\.pattern)
        options.renew = renew.map(\.address)
        options.onlyDue = dueOnly
        options.skipsDue = skipDue
        options.removals = removed.map(\.removal)
        return options
    }

    mutating func validate() throws {
        guard dueOnly, skipDue else { return }
        throw ValidationError(
            told("--due-only and --skip-due exclude each other.", zh: "--due-only 与 --skip-due 不能同时使用。"))
    }
}

struct PatternArgument: ExpressibleByArgument {
    let pattern: AddressPattern

    init?(argument: String) {
        guard let pattern = AddressPattern(argument) else { return nil }
        self.pattern = pattern
    }
}

/// An image series, such as `image.golden` or `image.web["blue"]`.
struct ImageArgument: ExpressibleByArgument {
    let address: Address

    init?(argument: String) {
        guard let address = Address(argument), address.kind == .image, address.generation == nil else {
            return nil
        }
        self.address = address
    }
}

/// `address=delete` or `address=forget`.
struct RemovalArgument: ExpressibleByArgument {
    let removal: Removal

    init?(argument: String) {
        guard let equals = argument.lastIndex(of: "="), let address = Address(String(argument[..<equals])),
            let action = Removal.Action(rawValue: String(argument[argument.index(after: equals)...]))
        else { return nil }
        removal = Removal(from: address, action: action, reason: "given on the command line")
    }
}
