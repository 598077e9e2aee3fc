import XimageCore

/// What a change of each attribute does, and how `drift` sees one: tables of the reference page, from those that planning
/// works with.
enum ChangeReference {
    static func markdown() -> String {
        var text = """
            ## Changes and drift

            What a plan does when the manifest changes, and what `drift` and plans do when someone else changes the object. The
            tables are those that planning works with. What a manifest does not declare is left as it is; what ximage wrote and
            is no longer declared is taken back: descriptions, tags, metadata, memory bounds and the server group. What an answer
            of the service does not contain is unknown, and no difference.


            """
        for kind in ResourceKind.allCases.sorted() {
            text += "### Attributes of \(article(kind))\n\n"
            text += "| attribute | changed in the manifest | changed in the cloud |\n| --- | --- | --- |\n"
            for attribute in ResourceSchema.of(kind).attributes {
                text +=
                    "| `\(attribute.name)` | \(effect(attribute, kind).english) | \(drift(attribute, kind).english) |\n"
            }
            text += "\n"
        }
        return text
    }

    private static func article(_ kind: ResourceKind) -> String {
        kind == .image ? "a generation of an image" : "a \(kind.rawValue)"
    }

    // MARK: The manifest changes

    static func effect(_ attribute: AttributeSchema, _ kind: ResourceKind) -> RuleArgument {
        if SecretTrace.names.contains(attribute.name) {
            return RuleArgument("reported once; applies when a server is created", zh: "报告一次；创建云服务器时生效")
        }
        switch attribute.effect {
        case .inPlace: return inPlace(attribute.name)
        case .grows: return RuleArgument("larger: changed in place; smaller: refused", zh: "调大：原地修改；调小：拒绝")
        case .upgrades:
            let other = replaced(kind)
            return RuleArgument(
                "to a faster type: changed in place; to another: \(other.english)",
                zh: "改为更快的类型：原地修改；改为其他类型：\(other.chinese ?? other.english)")
        case .requiresReplace: return replaced(kind)
        case .newGeneration: return RuleArgument("a new generation", zh: "生成新一代镜像")
        case .atCreation:
            return RuleArgument(
                "reported; applies when \(article(kind)) is created", zh: "仅报告；创建时生效")
        case .setting: return RuleArgument("applies to the next plan", zh: "下一次计划时生效")
        case .computed: return RuleArgument("cannot be declared", zh: "不能声明")
        }
    }

    private static func inPlace(_ name: AttributeName) -> RuleArgument {
        switch name {
        case .tags, .metadata: RuleArgument("changed in place, key by key", zh: "原地逐键修改")
        case .flavor:
            RuleArgument("changed in place; the server is stopped for it", zh: "原地修改；期间云服务器关机")
        case .server: RuleArgument("attached to the other server", zh: "挂载到另一台云服务器")
        default: RuleArgument("changed in place", zh: "原地修改")
        }
    }

    private static func replaced(_ kind: ResourceKind) -> RuleArgument {
        switch kind {
        case .vault, .copy: RuleArgument("refused; declare one with another key", zh: "拒绝；请用另一个键声明新的对象")
        case .server, .disk, .image: RuleArgument("replaced", zh: "重建")
        }
    }

    // MARK: The cloud changes

    static func drift(_ attribute: AttributeSchema, _ kind: ResourceKind) -> RuleArgument {
        if SecretTrace.names.contains(attribute.name) {
            return RuleArgument("never compared: the service does not show it", zh: "不比较：服务不返回该值")
        }
        switch (attribute.name, attribute.effect) {
        case (.tags, _):
            return RuleArgument(
                "reported and restored: declared keys; with `foreignTags: remove`, all",
                zh: "报告并恢复：已声明的键；设置 `foreignTags: remove` 时为全部键")
        case (.metadata, _): return RuleArgument("reported and restored: declared keys", zh: "报告并恢复：已声明的键")
        case (.power, _):
            return RuleArgument("reported and restored, unless `as-is`", zh: "报告并恢复，`as-is` 除外")
        case (.size, _) where kind == .vault:
            return RuleArgument(
                "reported and restored; with `autoExpand`, a larger size stays",
                zh: "报告并恢复；设置 `autoExpand` 时保留更大的容量")
        case (.recreateOn, _): return RuleArgument("in state only", zh: "仅保存在状态中")
        case (_, .inPlace): return RuleArgument("reported and restored", zh: "报告并恢复")
        case (_, .grows):
            return RuleArgument(
                "reported; a larger size is refused until it is declared", zh: "报告；更大的容量在声明之前会被拒绝")
        case (_, .upgrades), (_, .requiresReplace):
            return RuleArgument(
                "reported; the plan is the same as for a change in the manifest", zh: "报告；计划与修改清单时相同")
        case (_, .newGeneration):
            return RuleArgument(
                "not compared: what is in a generation does not change", zh: "不比较：已制作的镜像内容不会改变")
        case (_, .atCreation):
            return RuleArgument(
                "reported where the service shows it, and left as it is", zh: "服务返回该值时报告，不做修改")
        case (_, .setting): return RuleArgument("in state only", zh: "仅保存在状态中")
        case (_, .computed): return RuleArgument("not compared", zh: "不比较")
        }
    }
}
