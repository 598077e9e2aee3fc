import XimageCore

/// State and its records.
extension Notice {
    static let noAddress = Notice(
        "address", Bilingual("Not an address", zh: "不是地址"),
        english: RuleText(
            "`{text}` names no kind of resource and its key.",
            fix: "Write it as plans do, such as server.web, disk.web.data or image.golden@3."),
        chinese: RuleText(
            "`{text}` 没有指明资源类型及其键。", fix: "请按计划中的写法，例如 server.web、disk.web.data 或 image.golden@3。"))

    static let nothingAtAddress = noAddress.case(
        Bilingual("Nothing in state at this address", zh: "状态中没有此地址"),
        english: RuleText("State has no record of {address}.{known}", fix: "{fix}"),
        chinese: RuleText("状态中没有 {address} 的记录。{known}", fix: "{fix}"))

    static let noSuchRun = Notice(
        "state-no-such-run", Bilingual("No such run", zh: "没有此运行"),
        english: RuleText("State has no run {run}. {known}", fix: "To list them:\n  ximage state history"),
        chinese: RuleText("状态中没有第 {run} 次运行。{known}", fix: "列出运行：\n  ximage state history"))

    static let openSteps = Notice(
        "state-interrupted", Bilingual("A run was interrupted", zh: "有运行被中断"),
        english: RuleText(
            "State holds steps of which it is not known how they ended. What they made would be forgotten.",
            fix: "To take them up first:\n  ximage resume"),
        chinese: RuleText(
            "状态中有结果未知的步骤。它们创建的内容将被遗忘。", fix: "请先继续这些步骤：\n  ximage resume"))

    static let noCandidate = Notice(
        "no-candidate", Bilingual("Nothing to choose", zh: "没有可选的对象"),
        english: RuleText(
            "{id} is no unrecorded object with the mark of {address}.",
            fix: "To see what can be chosen:\n  ximage state recover"),
        chinese: RuleText(
            "{id} 不是带有 {address} 标记的未记录对象。", fix: "查看可选的对象：\n  ximage state recover"))

    static let states = [noAddress, nothingAtAddress, noSuchRun, openSteps, noCandidate]
}
