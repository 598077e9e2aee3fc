import ArgumentParser
import XimageCore
import XimagePlanning

/// Which part of the work a run does, and what it does beyond the manifests.
struct ChoiceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Do only this, with what it needs: an address, a pattern such as 'server.web*', or a label such as "
                + "tier=web. May be given several times.", valueName: "address|label"),
        completion: Completions.patterns)
    var target: [PatternArgument] = []

    @Option(
        help: ArgumentHelp(
            "Leave this out, with what needs it; as --target.", valueName: "address|label"),
        completion: Completions.patterns)
    var exclude: [PatternArgument] = []

    @Option(
        help: ArgumentHelp(
            "Make a new generation of this image now. May be given several times.", valueName: "address"),
        completion: Completions.images)
    var renew: [ImageArgument] = []

    @Flag(name: .customLong("due-only"), help: "Do only what schedules ask for, with what follows from it.")
    var dueOnly = false

    @Flag(name: .customLong("skip-due"), help: "Do not look at schedules.")
    var skipDue = false

    @Option(
        help: ArgumentHelp(
            "What happens to something that is no longer declared, for this run. May be given several times.",
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
        throw ValidationError("--due-only and --skip-due exclude each other.")
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
