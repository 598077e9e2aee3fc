import ArgumentParser
import XimageCore
import XimageEngine

/// How an apply goes about its work.
struct WorkOptions: ParsableArguments {
    @Flag(
        name: [.customShort("y"), .long], help: told("Do not ask before changing anything.", zh: "修改前不询问。"))
    var yes = false

    @Option(help: ArgumentHelp(told("Most steps under way at once.", zh: "同时执行的最大步骤数。"), valueName: "number"))
    var parallelism = 64

    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp(
            told(
                "How long to wait for another run to end, such as 90s or 5m.",
                zh: "等待其他运行结束的最长时间，例如 90s 或 5m。"), valueName: "duration"))
    var lockTimeout = TimeLimit(.zero)

    @Option(
        help: ArgumentHelp(
            told(
                "Start N steps of each kind of work first; the others wait until these have succeeded.",
                zh: "每类操作先执行这么多步；成功后再执行其余步骤。"),
            valueName: "number"))
    var canary: Int?

    @Option(
        help: ArgumentHelp(
            told(
                "Begin so many steps of each kind of work at a time, and more when these have ended.",
                zh: "每类操作每批执行这么多步；完成后再开始下一批。"),
            valueName: "number"))
    var batch: Int?

    @Option(
        name: .customLong("max-failures"),
        help: ArgumentHelp(
            told(
                "Begin nothing more when more steps than that have failed, such as 3 or 5%.",
                zh: "失败步骤超过此数时不再开始新步骤，例如 3 或 5%。"),
            valueName: "number|percent"))
    var maxFailures: FailureLimit?

    @Option(
        name: .customLong("finish-by"),
        help: ArgumentHelp(
            told(
                "Begin no step that might not be over by then: a time such as 2026-06-01T18:00:00Z, or 2h from now.",
                zh: "不开始届时可能无法完成的步骤：时间（如 2026-06-01T18:00:00Z）或从现在起的时长（如 2h）。"),
            valueName: "time|duration"))
    var finishBy: Deadline?

    @Option(
        help: ArgumentHelp(
            told(
                "After an unknown outcome, how long the cloud's lists may lag behind, before something is made again.",
                zh: "结果未知时，重新创建之前等待云端列表更新的时间。"),
            valueName: "duration"))
    var quarantine: TimeLimit?

    mutating func validate() throws {
        guard (1...1000).contains(parallelism) else {
            throw ValidationError(
                told("--parallelism takes a number from 1 to 1000.", zh: "--parallelism 的值须为 1 到 1000 的整数。"))
        }
        for (name, number) in [("canary", canary), ("batch", batch)] {
            guard number.map({ (1...100_000).contains($0) }) ?? true else {
                throw ValidationError(
                    told("--\(name) takes a number from 1 to 100000.", zh: "--\(name) 的值须为 1 到 100000 的整数。"))
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
