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
    func sentence(_ language: Language) -> String? {
        if let holder = running?.holder {
            let (command, who) = (holder.command.visible, "\(holder.who.visible)@\(holder.host.visible)")
            return language(
                "A run is under way: `\(command)` of \(who) (process \(holder.pid)). What it does is not in here.",
                zh: "有运行正在进行：\(who) 的 `\(command)`（进程 \(holder.pid)）。其操作未包含在此。") + "\n"
        }
        guard steps > 0 else { return nil }
        return language(
            """
            An apply was interrupted in the middle of \(Count.of(steps, "step")); the next one resumes it. `ximage status` \
            shows how to give up one that is stuck.
            """,
            zh: "有 apply 在 \(Count.grouped(steps)) 个步骤执行中被中断；下一次 apply 会继续。`ximage status` 说明如何放弃卡住的步骤。")
            + "\n"
    }
}
