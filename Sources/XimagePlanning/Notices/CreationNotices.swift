import XimageCore

/// Of attributes that apply when an object is created, and are not changed later.
extension Notice {
    static let createdOtherwise = Notice(
        "creation-only", Bilingual("Attribute applies at creation only", zh: "属性仅在创建时生效"),
        english: RuleText(
            """
            {object} ({id}) {present}; the manifest declares {wanted}. It applies when the object is created, and ximage \
            does not change it later.
            """,
            fix: "{fix}"),
        chinese: RuleText(
            "{object}（{id}）{present}，而清单声明的是{wanted}。该属性在创建对象时生效，之后 ximage 不会变更它。", fix: "{fix}"))

    static let creationUnknown = createdOtherwise.case(
        english: RuleText(
            """
            Whether {object} ({id}) has `{attribute}` {wanted}, as the manifest declares, is not known: neither the \
            service's answer nor state contains it. It applies when the object is created, and ximage does not change it \
            later.
            """,
            fix: "{fix}"),
        chinese: RuleText(
            """
            无法得知 {object}（{id}）的 `{attribute}` 是否如清单声明的那样为 {wanted}：服务的返回和状态中都没有该属性。\
            该属性在创建对象时生效，之后 ximage 不会变更它。
            """,
            fix: "{fix}"))

    static let creationChanged = createdOtherwise.case(
        english: RuleText(
            """
            `{attribute}` of {object} ({id}) is not declared as it was when the object was created or last compared. It \
            applies when the object is created, and ximage does not change it later. The next apply records the new \
            declaration, and plans do not report it again.
            """,
            fix: "{fix}"),
        chinese: RuleText(
            """
            {object}（{id}）的 `{attribute}` 的声明与创建对象时或上次比较时不同。该属性在创建对象时生效，之后 ximage 不会变更它。\
            下次应用会记录新的声明，此后的计划不再报告。
            """,
            fix: "{fix}"))

    static let recreationUnknown = Notice(
        "recreate-on-unknown",
        Bilingual("It is not known what the server was created for", zh: "云服务器按什么值创建未知"),
        english: RuleText(
            """
            The state was lost, and the mark of {object} ({id}) does not show whether it was created with the declared \
            `recreateOn`. ximage keeps the server and records the declared values. Its content, and that of images taken \
            of it, may be of other values.
            """,
            fix: """
                To replace {object} by a server as declared, apply, then add a value:
                  recreateOn: {values}
                """),
        chinese: RuleText(
            """
            状态已丢失，而 {object}（{id}）的标记没有表明它是否按声明的 `recreateOn` 创建。ximage 保留该云服务器并记录声明的值。\
            其内容以及用它制作的镜像的内容，可能对应其他值。
            """,
            fix: """
                如需将 {object} 替换为与声明一致的云服务器，请先应用，再添加一个值：
                  recreateOn: {values}
                """))

    static let creationNotices = [createdOtherwise, creationUnknown, creationChanged, recreationUnknown]
}
