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
                text += "| `\(attribute.name)` | \(effect(attribute, kind)) | \(drift(attribute, kind)) |\n"
            }
            text += "\n"
        }
        return text
    }

    private static func article(_ kind: ResourceKind) -> String {
        kind == .image ? "a generation of an image" : "a \(kind.rawValue)"
    }

    // MARK: The manifest changes

    private static func effect(_ attribute: AttributeSchema, _ kind: ResourceKind) -> String {
        if SecretTrace.names.contains(attribute.name) {
            return "reported once; applies when a server is created"
        }
        switch attribute.effect {
        case .inPlace: return inPlace(attribute.name)
        case .grows: return "larger: changed in place; smaller: refused"
        case .upgrades: return "to a faster type: changed in place; to another: \(replaced(kind))"
        case .requiresReplace: return replaced(kind)
        case .newGeneration: return "a new generation"
        case .atCreation: return "reported; applies when \(article(kind)) is created"
        case .setting: return "applies to the next plan"
        case .computed: return "cannot be declared"
        }
    }

    private static func inPlace(_ name: AttributeName) -> String {
        switch name {
        case .tags, .metadata: "changed in place, key by key"
        case .flavor: "changed in place; the server is stopped for it"
        case .server: "attached to the other server"
        default: "changed in place"
        }
    }

    private static func replaced(_ kind: ResourceKind) -> String {
        switch kind {
        case .vault, .copy: "refused; declare one with another key"
        case .server, .disk, .image: "replaced"
        }
    }

    // MARK: The cloud changes

    private static func drift(_ attribute: AttributeSchema, _ kind: ResourceKind) -> String {
        if SecretTrace.names.contains(attribute.name) {
            return "never compared: the service does not show it"
        }
        switch (attribute.name, attribute.effect) {
        case (.tags, _): return "reported and restored: declared keys; with `foreignTags: remove`, all"
        case (.metadata, _): return "reported and restored: declared keys"
        case (.power, _): return "reported and restored, unless `as-is`"
        case (.size, _) where kind == .vault:
            return "reported and restored; with `autoExpand`, a larger size stays"
        case (.recreateOn, _): return "in state only"
        case (_, .inPlace): return "reported and restored"
        case (_, .grows): return "reported; a larger size is refused until it is declared"
        case (_, .upgrades), (_, .requiresReplace): return "reported; the plan is that of the left column"
        case (_, .newGeneration): return "not compared: what is in a generation does not change"
        case (_, .atCreation): return "reported where the service shows it, and left as it is"
        case (_, .setting): return "in state only"
        case (_, .computed): return "not compared"
        }
    }
}
