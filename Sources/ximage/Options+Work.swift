import ArgumentParser
import XimageCore
import XimageEngine

/// How an apply goes about its work.
struct WorkOptions: ParsableArguments {
    @Flag(name: [.customShort("y"), .long], help: "Do not ask before changing anything.")
    var yes = false

    @Option(help: ArgumentHelp("Most steps under way at once.", valueName: "number"))
    var parallelism = 64

    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp(
            "How long to wait for another run to end, such as 90s or 5m.", valueName: "duration"))
    var lockTimeout = TimeLimit(.zero)

    @Option(
        help: ArgumentHelp(
            "So many steps of each kind of work go first; the others wait until these have ended well.",
            valueName: "number"))
    var canary: Int?

    @Option(
        help: ArgumentHelp(
            "Begin so many steps of each kind of work at a time, and more when these have ended.",
            valueName: "number"))
    var batch: Int?

    @Option(
        name: .customLong("max-failures"),
        help: ArgumentHelp(
            "Begin nothing more when more steps than that have failed, such as 3 or 5%.",
            valueName: "number|percent"))
    var maxFailures: FailureLimit?

    @Option(
        name: .customLong("finish-by"),
        help: ArgumentHelp(
            "Begin no step that might not be over by then: a time such as 2026-06-01T18:00:00Z, or 2h from now.",
            valueName: "time|duration"))
    var finishBy: Deadline?

    @Option(
        help: ArgumentHelp(
            "After an unknown outcome, how long the cloud's lists may lag behind, before something is made again.",
            valueName: "duration"))
    var quarantine: TimeLimit?

    mutating func validate() throws {
        guard (1...1000).contains(parallelism) else {
            throw ValidationError("--parallelism takes a number from 1 to 1000.")
        }
        for (name, number) in [("canary", canary), ("batch", batch)] {
            guard number.map({ (1...100_000).contains($0) }) ?? true else {
                throw ValidationError("--\(name) takes a number from 1 to 100000.")
            }
        }
    }

    func pacing(now: Timestamp, detaches: Bool = false) -> Pacing {
        var pacing = Pacing()
        pacing.canary = canary
        pacing.batch = batch
        pacing.failureBudget = maxFailures?.budget
        pacing.finishBy = finishBy?.moment(now: now)
        pacing.detaches = detaches
        return pacing
    }
}

/// `3` or `5%` on the command line.
struct FailureLimit: ExpressibleByArgument, Hashable {
    let budget: FailureBudget

    init?(argument: String) {
        if argument.hasSuffix("%") {
            guard let share = Double(argument.dropLast()), (0...100).contains(share) else { return nil }
            budget = .percent(share)
        } else {
            guard let number = Int(argument), number >= 0 else { return nil }
            budget = .steps(number)
        }
    }
}

/// A moment on the command line, or a duration from now.
struct Deadline: ExpressibleByArgument, Hashable {
    private enum Form: Hashable {
        case moment(Timestamp)
        case after(Duration)
    }

    private let form: Form

    init?(argument: String) {
        // Hours of nobody knows which place are no moment.
        if argument.contains("T"), Timestamp.saysZone(argument), let moment = Timestamp(argument) {
            form = .moment(moment)
        } else if let limit = TimeLimit(argument: argument) {
            form = .after(limit.duration)
        } else {
            return nil
        }
    }

    func moment(now: Timestamp) -> Timestamp {
        switch form {
        case .moment(let moment): moment
        case .after(let duration): now + duration
        }
    }
}
