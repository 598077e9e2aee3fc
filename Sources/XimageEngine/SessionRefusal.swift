package import XimageCore

/// Why a session does not act on this state and this cloud together. Nothing was done.
package enum SessionRefusal: Error, Hashable, Sendable {
    /// Calls would go to another region project than the one that has the state's objects.
    case otherProject(Place, found: Place)
    /// The region project could not be found out.
    case unknownProject(Place, reason: String)
    /// The cloud has objects of this state that it does not know.
    case behind([LiveResource])

    /// Where the objects of a state are.
    package struct Place: Hashable, Sendable {
        package var region: Region
        package var project: String
        package var account: String?
    }
}

extension SessionRefusal {
    package var diagnostic: Diagnostic {
        switch self {
        case .otherProject(let recorded, let found):
            Diagnostic(
                code: "other-region-project", summary: "Another account or region project",
                detail:
                    "State has objects in \(recorded.text); this run would use \(found.text). Nothing there is what "
                    + "state recorded, so nothing counts as lost, and ximage stops.",
                fix:
                    "Use the key that created the objects. If this key may use their region project, name it:\n"
                    + Self.line(recorded))
        case .unknownProject(let recorded, let reason):
            Diagnostic(
                code: "unknown-region-project", summary: "The region project is not known",
                detail:
                    "State has objects in \(recorded.text), and the project of this run is not known: \(reason)",
                fix: "Name the region project:\n" + Self.line(recorded))
        case .behind(let objects):
            Diagnostic(
                code: "state-behind", summary: "State is older than its objects",
                detail:
                    "\(Self.shown(objects)) \(objects.count == 1 ? "was" : "were") created under this state, and it does "
                    + "not know \(objects.count == 1 ? "it" : "them"). The state file is an older copy, or two copies of "
                    + "it are in use.",
                fix: "Put the newest state file back, or record what exists:\n  ximage state recover")
        }
    }

    private static func line(_ place: Place) -> String {
        "  provider:\n    projects: {\(place.region): \(place.project)}"
    }

    private static func shown(_ objects: [LiveResource]) -> String {
        let shown = objects.prefix(3).map { "\($0.kind.rawValue) \"\($0.name)\" (\($0.id))" }
        let more = objects.count > 3 ? " and \(objects.count - 3) more" : ""
        return shown.joined(separator: ", ") + more
    }
}

extension SessionRefusal.Place {
    fileprivate var text: String {
        "region project \(project) of \(region)" + (account.map { ", account \($0)" } ?? "")
    }
}
