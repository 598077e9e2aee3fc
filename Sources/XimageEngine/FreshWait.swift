import XimageCore
import XimagePlanning

/// The wait of a new state before it creates anything. Its file may be the second one: what a run with the first has
/// created need not be in the lists yet.
struct FreshWait {
    private let environment: Environment
    private let started: Duration
    private var isOver: Bool

    /// Starts now, beside reading, planning and asking.
    /// - Parameter isNeeded: false where a person says that nothing exists yet.
    init(isNeeded: Bool, _ environment: Environment) {
        self.environment = environment
        started = environment.time.uptime()
        isOver = !isNeeded
    }

    /// Waits out what is left.
    /// - Returns: whether it waited, so that the lists have to be read once more. It does so at most once.
    mutating func pass(
        before plan: Plan, _ prior: PriorState, stop: StopSignal, report: (ApplyEvent) -> Void
    ) async throws -> Bool {
        guard !isOver, prior.isFresh, plan.steps.contains(where: \.isCreate) else {
            return false
        }
        isOver = true
        let lag = try await environment.options.listLag()
        guard lag > .zero else { return false }
        let (end, time) = (started + lag, environment.time)
        let left = { end - time.uptime() }
        if left() > .zero {
            report(
                .notice(
                    Bilingual(
                        "This state is new. For \(max(1, left().components.seconds)) s more the lists of the cloud may lack what "
                            + "an earlier run created; nothing is created before. If nothing of this project exists yet, "
                            + "--new-project skips the wait.",
                        zh: "该状态是新的。在之后的 \(max(1, left().components.seconds)) 秒内，云上的列表可能还没有此前运行创建的对象，"
                            + "在此之前不会创建任何对象。如本项目尚无任何对象，可用 --new-project 跳过等待。")))
        }
        while left() > .zero, !stop.isRaised {
            try await time.sleep(min(left(), .milliseconds(250)))
        }
        return true
    }
}

extension PlanStep {
    fileprivate var isCreate: Bool {
        if case .create = operation { true } else { false }
    }
}
