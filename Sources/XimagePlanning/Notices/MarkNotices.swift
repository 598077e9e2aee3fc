import XimageCore

/// Of marks, and of objects that state does not know.
extension Notice {
    static let takeOverFirst = Notice(
        "take-over", Bilingual("Existing objects have to be taken over first", zh: "须先接管已有对象"),
        english: RuleText(
            """
            There is no state, and {count} of addresses of this set: {objects}. {traits}. Anyone who can write tags can \
            write a mark.
            """,
            fix: """
                If a state of yours created them, take them over:
                  ximage apply --take-over {takeOver}
                If not, give this set a `project:` of its own.
                """),
        chinese: RuleText(
            "没有状态，而 {count}带有本清单集地址的标记：{objects}。{traits}。任何能写标签的人都能写出标记。",
            fix: """
                如这些对象由您的状态创建，请接管：
                  ximage apply --take-over {takeOver}
                否则，请为本清单集设置各自的 `project:`。
                """))

    static let abandonedStep = Notice(
        "abandoned-step",
        Bilingual("It is not known what became of an abandoned step", zh: "已放弃的步骤结果未知"),
        english: RuleText(
            """
            `{step}` was given up{job} in {region}. What it may still create has the mark of operation {operation}, and \
            is recorded when a run finds it.{blocked}
            """,
            fix: """
                Look for it in the console of {region}. When you are sure that nothing came of it and that nothing will:
                  ximage state abandon {command} --for-good
                """),
        chinese: RuleText(
            "{region} 的 `{step}` 已放弃{job}。它仍可能创建的对象带有操作 {operation} 的标记，运行发现后会予以记录。{blocked}",
            fix: """
                请在 {region} 的控制台查找。确认它没有也不会产生任何对象后：
                  ximage state abandon {command} --for-good
                """))

    static let markStranger = Notice(
        "mark-stranger",
        Bilingual("Another state's object has the mark of this address", zh: "其他状态的对象带有该地址的标记"),
        english: RuleText(
            """
            {objects} has the mark of {address}, with {lineage}{operation}. This state did not create it: another \
            environment, folder or person uses the same project name, or someone wrote the tag. ximage neither uses it \
            nor creates a second one.
            """,
            fix: """
                Give this set or environment a `project:` of its own. Otherwise take over what that state created:
                  ximage apply --take-over {takeOver}
                or this object alone:
                  ximage import '{fitting}' {command}
                """),
        chinese: RuleText(
            """
            {objects}带有 {address} 的标记，{lineage}{operation}。它不是由本状态创建的：其他环境、目录或人员使用了相同的项目名，\
            或有人写入了该标签。ximage 既不使用它，也不创建第二个。
            """,
            fix: """
                请为本清单集或环境设置各自的 `project:`。否则请接管该状态创建的对象：
                  ximage apply --take-over {takeOver}
                或仅接管该对象：
                  ximage import '{fitting}' {command}
                """))

    static let unknownState = Notice(
        "mark-unknown-state", Bilingual("Objects of another state", zh: "其他状态的对象"),
        english: RuleText(
            """
            {objects} has a mark of project {project}, and this state did not create it. ximage leaves it alone.
            """,
            fix: """
                Give each set and environment a `project:` of its own. If the state of this set was lost, take them over:
                  ximage state rebuild --take-over {takeOver}
                """),
        chinese: RuleText(
            "{objects}带有项目 {project} 的标记，但不是由本状态创建的。ximage 不会改动它。",
            fix: """
                请为每个清单集和环境设置各自的 `project:`。如本清单集的状态已丢失，请接管：
                  ximage state rebuild --take-over {takeOver}
                """))

    static let unknownStates = unknownState.case(
        english: RuleText(
            """
            {objects} have marks of project {project}, and this state did not create them. ximage leaves them alone.
            """,
            fix: unknownState.english.fix),
        chinese: RuleText(
            "{objects}带有项目 {project} 的标记，但不是由本状态创建的。ximage 不会改动它们。", fix: unknownState.chinese.fix))

    static let releasedObject = Notice(
        "released", Bilingual("A released object has this address", zh: "已释放的对象使用该地址"),
        english: RuleText(
            """
            {object} was released as "{name}" ({id}){former}; it still exists. ximage does not use it and creates another \
            one.
            """,
            fix: "To take the released object back:\n  ximage import '{address}' {command}"),
        chinese: RuleText(
            "{object} 已作为“{name}”（{id}）释放{former}，且仍存在。ximage 不使用它，而是另建一个。",
            fix: "如需重新管理已释放的对象：\n  ximage import '{address}' {command}"))

    static let ambiguousMark = Notice(
        "mark-ambiguous", Bilingual("Several objects have the mark of one address", zh: "多个对象带有同一地址的标记"),
        english: RuleText(
            """
            {address} is the mark of {objects}. ximage creates one object per address: an interrupted replacement leaves \
            two. It uses none of them before you say which one counts.
            """,
            fix: "To choose; what is not chosen stays as it is:\n  ximage state recover{options}"),
        chinese: RuleText(
            "{address} 是以下对象的标记：{objects}。ximage 为每个地址只创建一个对象，中断的替换会留下两个。在您指明使用哪一个之前，ximage 都不使用。",
            fix: "请选择；未选中的对象保持不变：\n  ximage state recover{options}"))

    static let unknownMark = Notice(
        "mark-unknown", Bilingual("Objects of this project without an address", zh: "本项目中没有对应地址的对象"),
        english: RuleText(
            """
            Nothing declared has the mark of {objects}. They were created by project {project} and are no longer managed, \
            as a disk that was kept when it was detached.
            """,
            fix: """
                Declare an object again under its former key to manage it again. To see all of them, and to remove some:
                  ximage list orphans
                  ximage clean ID
                """),
        chinese: RuleText(
            "没有声明与以下对象的标记对应：{objects}。它们由项目 {project} 创建，现已不再管理，例如卸载后保留的云硬盘。",
            fix: """
                如需重新管理，请用原来的键重新声明该对象。查看全部对象并删除其中一些：
                  ximage list orphans
                  ximage clean ID
                """))

    static let noOrphan = Notice(
        "no-orphan", Bilingual("Not an orphan of this project", zh: "不是本项目的遗留对象"),
        english: RuleText(
            "{id} is none of the objects that `ximage list orphans` shows.",
            fix: "To see them:\n  ximage list orphans"),
        chinese: RuleText(
            "{id} 不在 `ximage list orphans` 列出的对象之中。", fix: "查看这些对象：\n  ximage list orphans"))

    static let attachedOrphan = Notice(
        "orphan", Bilingual("The disk is attached to a server", zh: "云硬盘仍挂载在云服务器上"),
        english: RuleText(
            "{id} hangs on server \"{server}\", which stays.",
            fix: "Detach it there first, then clean again."),
        chinese: RuleText("{id} 挂载在云服务器“{server}”上，而该云服务器会保留。", fix: "请先卸载，再重新清理。"))

    static let markNotices = [
        takeOverFirst, abandonedStep, markStranger, unknownState, unknownStates, releasedObject,
        ambiguousMark, unknownMark,
        noOrphan, attachedOrphan,
    ]
}
