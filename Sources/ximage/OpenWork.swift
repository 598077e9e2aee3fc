import XimageCore
import XimageRendering
import XimageState

/// Work on a state that has not come to its end, for commands that only read it.
struct OpenWork {
    /// Started steps without an end.
    var steps = 0
    /// The run that they belong to; `nil` when none is under way.
    var running: LockInfo?

    /// A line for people; `nil` when nothing is open.
    var sentence: String? {
        if let running {
            return "A run is under way: `\(running.holder.command.visible)` of \(running.holder.who.visible)@"
                + "\(running.holder.host.visible) (process \(running.holder.pid)). What it does is not in here.\n"
        }
        guard steps > 0 else { return nil }
        return
            "An apply was interrupted in the middle of \(Count.of(steps, "step")); the next one resumes it. "
            + "`ximage status` shows how to give up one that is stuck.\n"
    }
}
