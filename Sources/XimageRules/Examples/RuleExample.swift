package import XimagePlanning

/// A rule that shows itself: its examples are its tests and its documentation at once.
package protocol ExemplifiedRule: Rule {
    /// Each reports exactly at its marks.
    static var violating: [RuleExample] { get }
    /// Each stays silent.
    static var satisfying: [RuleExample] { get }
}

/// One small world, as a change of the plain main job: a vault, a server with two data disks, one whole image of it.
package struct RuleExample: Sendable {
    /// What is special about it, in a few words.
    package let title: String
    /// Where findings have to point: an address, and after a blank the attribute; `-` for no address at all.
    package let marks: [String]
    let edit: @Sendable (inout Scene) -> Void

    init(_ title: String, at marks: String..., edit: @escaping @Sendable (inout Scene) -> Void) {
        self.title = title
        self.marks = marks
        self.edit = edit
    }

    /// The finished world.
    package func scene() -> Scene {
        var scene = Scene()
        edit(&scene)
        return scene
    }
}
