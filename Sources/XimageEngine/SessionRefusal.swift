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
                .otherRegionProject,
                ["recorded": recorded.words, "found": found.words, "line": Self.line(recorded)])
        case .unknownProject(let recorded, let reason):
            Diagnostic(
                .unknownRegionProject,
                ["recorded": recorded.words, "reason": .reported(reason), "line": Self.line(recorded)])
        case .behind(let objects):
            Diagnostic(
                objects.count == 1 ? .stateBehind : .stateFarBehind, ["objects": Self.shown(objects)])
        }
    }

    private static func line(_ place: Place) -> RuleArgument {
        "  provider:\n    projects: {\(place.region): \(place.project)}"
    }

    private static func shown(_ objects: [LiveResource]) -> RuleArgument {
        let shown = objects.prefix(3)
        let rest = objects.count - shown.count
        return RuleArgument(
            shown.map { "\($0.kind.rawValue) \"\($0.name)\" (\($0.id))" }.joined(separator: ", ")
                + (rest > 0 ? " and \(rest) more" : ""),
            zh: shown.map { "\($0.kind.noun.chinese)“\($0.name)”（\($0.id)）" }.joined(separator: "、")
                + (rest > 0 ? " 等 \(objects.count) 个对象" : ""))
    }
}

extension SessionRefusal.Place {
    fileprivate var words: RuleArgument {
        RuleArgument(
            "region project \(project) of \(region)" + (account.map { ", account \($0)" } ?? ""),
            zh: " \(region) 的区域项目 \(project)" + (account.map { "（账号 \($0)）" } ?? ""))
    }

}
