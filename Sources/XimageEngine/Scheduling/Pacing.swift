package import XimageCore

/// How an apply paces its steps.
package struct Pacing: Hashable, Sendable {
    /// So many steps of each kind of work go first; the others begin when these have ended well.
    package var canary: Int?
    /// The others begin so many at a time, each batch when the one before has ended.
    package var batch: Int?
    /// With more failures than that nothing more is begun; `nil` for no bound.
    package var failureBudget: FailureBudget?
    /// A step that would not be over by then, nine times out of ten, is not begun.
    package var finishBy: Timestamp?
    /// Images and copies are begun and left to the cloud.
    package var detaches = false
    package var slots = SlotLimits()

    package init() {}
}

/// How many failures an apply bears.
package enum FailureBudget: Hashable, Sendable {
    case steps(Int)
    /// Of all steps of the plan, rounded down.
    case percent(Double)

    package func limit(of steps: Int) -> Int {
        switch self {
        case .steps(let number): number
        case .percent(let share): Int(Double(steps) * share / 100)
        }
    }
}

/// How much of one sort may be under way at once.
package struct SlotLimits: Hashable, Sendable {
    /// Image tasks of an account. Source: rule QT002.
    package var imageTasks = 40
    /// Copies into other regions, of an account. Source: rule CP012.
    package var crossRegionCopies = 5
    /// Image tasks of one server. Source: rule SV011.
    package var imagesOfServer = 1
    /// Image tasks in one vault; becomes one for a vault that refuses a second. Source: rule VA022.
    package var imagesInVault = Int.max

    package init() {}
}

/// What a step occupies while it is under way.
enum Slot: Hashable, Sendable {
    case imageTasks
    case crossRegionCopies
    case imagesOfServer(String)
    case imagesInVault(String)
    /// Of a canary or a batch.
    case wave(WorkKind)
}
