import XimageCore

/// Of state as such: whose it is, and who works on it.
extension Notice {
    static let stateMissing = Notice(
        "state-missing", Bilingual("There is no state file", zh: "没有状态文件"),
        english: RuleText(
            "No file at {path}.",
            fix: "Run `ximage apply`: it finds objects that exist already by their marks."),
        chinese: RuleText("{path} 处没有文件。", fix: "请运行 `ximage apply`：它会按标记找到已存在的对象。"))

    static let stateLocked = Notice(
        "state-locked", Bilingual("State is locked by another run", zh: "状态被另一次运行锁定"),
        english: RuleText(
            "{lock} Two runs at once would make objects twice.",
            fix: """
                Wait for it with `--lock-timeout 10m`; if it is known to be dead:
                    ximage state unlock {id}
                """),
        chinese: RuleText(
            "{lock}两次运行同时进行会重复创建对象。",
            fix: """
                请用 `--lock-timeout 10m` 等待其结束；如确知其已终止：
                    ximage state unlock {id}
                """))

    static let lockRemoved = Notice(
        "state-lock-lost", Bilingual("The lock on the state was lost", zh: "状态的锁已丢失"),
        english: RuleText(
            "Somebody removed the lock of this run. It stops here, so that no two runs act at once.",
            fix: "Run `ximage apply` again when the other run has ended; it goes on from what is recorded."),
        chinese: RuleText(
            "有人移除了本次运行的锁。本次运行到此停止，以免两次运行同时进行。",
            fix: "请在另一次运行结束后重新运行 `ximage apply`，它会从已记录的位置继续。"))

    static let lockTaken = lockRemoved.case(
        english: RuleText(
            """
            {lock} This run was silent for longer than its lease, and stops here, so that no two runs act at once.
            """,
            fix: "Run `ximage apply` again when the other run has ended; it goes on from what is recorded."),
        chinese: RuleText(
            "{lock}本次运行的静默时间超过了租期，因此到此停止，以免两次运行同时进行。",
            fix: "请在另一次运行结束后重新运行 `ximage apply`，它会从已记录的位置继续。"))

    static let otherLock = Notice(
        "state-other-lock", Bilingual("The lock has another id", zh: "锁的 ID 不同"),
        english: RuleText(
            "The lock is {id}, not {given}. {lock}",
            fix: """
                Wait for it with `--lock-timeout 10m`; if it is known to be dead:
                    ximage state unlock {id}
                """),
        chinese: RuleText(
            "锁为 {id}，不是 {given}。{lock}",
            fix: """
                请用 `--lock-timeout 10m` 等待其结束；如确知其已终止：
                    ximage state unlock {id}
                """))

    static let noLock = otherLock.case(
        english: RuleText("There is no lock {given}.", fix: "Nothing needs to be done."),
        chinese: RuleText("没有锁 {given}。", fix: "无需任何操作。"))

    static let stateBusy = Notice(
        "state-busy", Bilingual("State is being written by another process", zh: "另一个进程正在写入状态"),
        english: RuleText(
            "{path} was held by another process for longer than the waiting time.",
            fix: "Try again; if it lasts, look for a stopped ximage process."),
        chinese: RuleText(
            "{path} 被另一个进程占用的时间超过了等待时间。", fix: "请重试；如持续出现，请检查是否有停滞的 ximage 进程。"))

    static let stateOfOtherProject = Notice(
        "state-other-project", Bilingual("State of another project", zh: "其他项目的状态"),
        english: RuleText(
            """
            {path} belongs to the project {found}; the manifest's project is {expected}. Applying one project to the \
            state of another would remove what the other made.
            """,
            fix: "Give each project its own path under `state:` in the manifest."),
        chinese: RuleText(
            "{path} 属于项目 {found}，而清单的项目为 {expected}。把一个项目应用到另一个项目的状态会删除后者创建的对象。",
            fix: "请在清单的 `state:` 下为每个项目指定各自的路径。"))

    static let stateOfOtherEnvironment = Notice(
        "state-other-environment", Bilingual("State of another environment", zh: "其他环境的状态"),
        english: RuleText(
            """
            {path} belongs to {found}; this run is for {expected}. A run for one environment would delete what another \
            created.
            """,
            fix: "Run with `--env {name}`, or give each environment its own `state.path`."),
        chinese: RuleText(
            "{path} 属于{found}，而本次运行针对{expected}。针对一个环境的运行会删除另一个环境创建的对象。",
            fix: "请使用 `--env {name}` 运行，或为每个环境指定各自的 `state.path`。"))

    static let stateWithoutEnvironment = stateOfOtherEnvironment.case(
        english: RuleText(
            """
            {path} belongs to {found}; this run is for {expected}. A run for one environment would delete what another \
            created.
            """,
            fix: "Give each environment its own `state.path`, such as `.ximage/state-{wanted}.db`."),
        chinese: RuleText(
            "{path} 属于{found}，而本次运行针对{expected}。针对一个环境的运行会删除另一个环境创建的对象。",
            fix: "请为每个环境指定各自的 `state.path`，例如 `.ximage/state-{wanted}.db`。"))

    static let unclaimedState = Notice(
        "state-unclaimed-environment", Bilingual("State of an unknown environment", zh: "所属环境未知的状态"),
        english: RuleText(
            """
            {path} was written by an earlier version and does not say which environment it is of. A deletion for \
            {environment} could delete what another environment created.
            """,
            fix: """
                If it is the state of {environment}, record that first:
                    ximage apply --env {command}
                """),
        chinese: RuleText(
            "{path} 由早期版本写入，没有记录所属环境。针对 {environment} 的删除可能会删除另一个环境创建的对象。",
            fix: """
                如其确为 {environment} 的状态，请先记录：
                    ximage apply --env {command}
                """))

    static let noSuchSerial = Notice(
        "state-no-such-serial", Bilingual("State history does not reach that far", zh: "状态历史中没有该序号"),
        english: RuleText(
            "Serial {serial} was asked for; the history holds {oldest} to {newest}.",
            fix: "Name a serial within the range that the message gives."),
        chinese: RuleText(
            "请求的序号为 {serial}，而历史中保存的是 {oldest} 至 {newest}。", fix: "请指定该范围内的序号。"))

    static let secretInState = Notice(
        "state-secret-refused", Bilingual("A secret was about to be stored", zh: "机密将被写入状态"),
        english: RuleText(
            "{attribute}{object} holds a secret. Secrets never enter state. This is a bug in ximage.",
            fix: "Please report it, with the command and its output."),
        chinese: RuleText(
            "{object}{attribute}含有机密。机密不会写入状态。这是 ximage 的缺陷。", fix: "请连同命令及其输出一并反馈。"))

    static let stateRefused = Notice(
        "state-refused", Bilingual("State refused a change", zh: "状态拒绝了变更"),
        english: RuleText(
            "{detail} This is a bug in ximage.", fix: "Please report it, with the command and its output."),
        chinese: RuleText("{detail}这是 ximage 的缺陷。", fix: "请连同命令及其输出一并反馈。"))

    static let stateNotices = [
        stateMissing, stateLocked, lockRemoved, lockTaken, otherLock, noLock, stateBusy, stateOfOtherProject,
        stateOfOtherEnvironment, stateWithoutEnvironment, unclaimedState, noSuchSerial, secretInState,
        stateRefused,
    ]
}
