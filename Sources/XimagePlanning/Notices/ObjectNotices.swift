import XimageCore

/// Of objects that the planner does not change, whatever the rules say.
extension Notice {
    static let diskInUse = Notice(
        "disk-in-use",
        Bilingual("The disk is attached to a server outside the set", zh: "云硬盘挂载在清单集之外的云服务器上"),
        english: RuleText(
            """
            {disk} ({id}) would be {deed} and is attached to server {server}, which this set does not manage and which \
            may be using it.
            """,
            fix: """
                If the disk may leave it, detach it there. If the server belongs to this set, declare and import it:
                  ximage import ADDRESS {command}
                """),
        chinese: RuleText(
            "{disk}（{id}）将被{deed}，但它挂载在云服务器 {server} 上；本清单集不管理该云服务器，它可能正在使用该云硬盘。",
            fix: "如可以卸载，请先在该云服务器上卸载。如该云服务器属于本清单集，请声明并导入：\n  ximage import ADDRESS {command}"))

    /// By a server that was not chosen among those with one mark.
    static let diskOfPassedOver = diskInUse.case(
        english: RuleText(
            """
            {disk} ({id}) would be {deed} and is attached to server {server}, which this set does not manage and which \
            may be using it.
            """,
            fix: "The server was not chosen. If it is no longer needed:\n  ximage clean {command}"),
        chinese: RuleText(
            "{disk}（{id}）将被{deed}，但它挂载在云服务器 {server} 上；本清单集不管理该云服务器，它可能正在使用该云硬盘。",
            fix: "该云服务器未被选中。如不再需要：\n  ximage clean {command}"))

    static let cannotChange = Notice(
        "cannot-change", Bilingual("The object cannot become what is declared", zh: "对象无法变为声明的样子"),
        english: RuleText(
            "{object} ({id}) cannot change {attributes}, and ximage does not replace it for that.",
            fix: "Declare the present value again, or declare a new object under another key."),
        chinese: RuleText(
            "{object}（{id}）不能变更 {attributes}，ximage 也不会为此替换该对象。",
            fix: "请重新声明当前的值，或用另一个键声明新对象。"))

    static let failedObject = cannotChange.case(
        english: RuleText(
            "{object} ({id}) failed in the cloud, and ximage does not replace it.",
            fix: "Delete it in the console, then plan again."),
        chinese: RuleText(
            "{object}（{id}）在云上已失败，ximage 不会替换它。", fix: "请在控制台删除该对象，然后重新生成计划。"))

    static let cycle = cannotChange.case(
        Bilingual("The manifest contains a cycle", zh: "清单中有循环引用"),
        english: RuleText(
            "{object} needs itself, over what it refers to.",
            fix: "Create the server from another image, or the image from another server."),
        chinese: RuleText(
            "{object} 通过其引用的对象又依赖自身。",
            fix: "请用其他镜像创建该云服务器，或用其他云服务器制作该镜像。"))

    static let notOurs = Notice(
        "not-ours",
        Bilingual("The object belongs to nobody or to another project", zh: "对象不属于任何人或属于其他项目"),
        english: RuleText(
            """
            {object} is recorded as "{name}" ({id}), whose mark says {owner}. ximage changes and deletes nothing there.
            """,
            fix: "Take it out of state:\n  ximage state rm '{object}'{alternative}"),
        chinese: RuleText(
            "{object} 记录为“{name}”（{id}），其标记表明{owner}。ximage 不会变更或删除它。",
            fix: "请从状态中移除：\n  ximage state rm '{object}'{alternative}"))

    static let existingManaged = Notice(
        "existing-managed", Bilingual("Existing object is managed by this set", zh: "已有对象由本清单集管理"),
        english: RuleText(
            """
            {block} is declared as `existing`, so that it is only read. State manages {object} ({id}): it would be \
            changed, or deleted with what the set made.
            """,
            fix: """
                Keep the object and manage it no longer:
                  ximage state rm '{object}'
                or declare {block} as what it is made of, not as `existing`.
                """),
        chinese: RuleText(
            "{block} 声明为 `existing`，即只读取。但状态管理着 {object}（{id}）：它会被变更，或与清单集创建的对象一起被删除。",
            fix: """
                如需保留该对象且不再管理：
                  ximage state rm '{object}'
                否则请按其实际内容声明 {block}，而不是 `existing`。
                """))

    static let protected = Notice(
        "protected", Bilingual("A protected object would be deleted", zh: "受保护的对象会被删除"),
        english: RuleText(
            "{object} was declared with `protect: true`. Nothing may delete or replace it.",
            fix: "Set `protect: false` on it, apply that, and then plan again."),
        chinese: RuleText(
            "{object} 声明了 `protect: true`，不允许删除或替换。",
            fix: "请将其设为 `protect: false` 并应用，然后重新生成计划。"))

    static let attributeNotRead = Notice(
        "attribute-not-read", Bilingual("Attribute was not read", zh: "未读取到属性"),
        english: RuleText(
            """
            The service's answer about {object} ({id}) does not contain {attributes}. ximage cannot compare what it did \
            not read, and leaves the object as it is.
            """,
            fix: "Plan again. If the attribute is still missing, compare it in the console."),
        chinese: RuleText(
            "服务返回的 {object}（{id}）信息中没有 {attributes}。ximage 无法比较未读取的内容，因此保持对象不变。",
            fix: "请重新生成计划。如仍缺少该属性，请在控制台核对。"))

    static let sourceStopped = Notice(
        "source-stopped", Bilingual("The source of an image is stopped", zh: "镜像的源云服务器已关机"),
        english: RuleText(
            """
            {text}. A run whose state was lost has probably stopped it for that. ximage cannot tell, and does not \
            start it.
            """,
            fix: """
                Start it in the console, or declare `power: running` for it and apply. If it is to stay stopped, declare \
                `power: stopped`.
                """),
        chinese: RuleText(
            "{text}。可能是某次运行为制作镜像将其关机，而该次运行的状态已丢失。ximage 无法判断，因此不会将其开机。",
            fix: "请在控制台开机，或为其声明 `power: running` 并应用。如需保持关机，请声明 `power: stopped`。"))

    static let objectNotices = [
        diskInUse, diskOfPassedOver, cannotChange, failedObject, cycle, notOurs, existingManaged, protected,
        attributeNotRead, sourceStopped,
    ]
}
