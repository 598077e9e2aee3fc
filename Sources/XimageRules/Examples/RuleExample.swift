package import XimagePlanning

/// A rule that shows itself: its examples are its tests and its documentation at once.
package protocol ExemplifiedRule: Rule {
    /// Each is reported exactly at its marks; the service refuses it too where it has a code for it.
    static var violating: [RuleExample] { get }
    /// The rule stays silent, and the service accepts each.
    static var satisfying: [RuleExample] { get }
    /// Attributes that it checks, such as `disk.size`: what `explain` names it for.
    static var about: [String] { get }
}

extension ExemplifiedRule {
    package static var about: [String] { [] }
}

/// An example of a rule as users meet it: what exists in the cloud, what they wrote, and what happened in between.
package struct RuleExample: Sendable {
    /// What is special about it, in a few words.
    package let title: String
    /// Where findings point: an address, and after a bar the text of the manifest; `-` for no address at all. Empty where
    /// the rule stays silent.
    package let marks: [String]
    /// A world file, filled into the sandbox first.
    package let world: String
    /// A manifest that was applied before.
    package let before: String
    /// A world file, filled in after that.
    package let meanwhile: String
    /// What is planned; ``head`` stands before it where it has no `version` of its own.
    package let manifest: String
    /// A world file, filled in between the plan and its first step: what the rule says then counts.
    package let during: String
    /// A fault script, in force from the plan on.
    package let faults: String
    /// What the policy of the key denies.
    package let denied: [String]
    /// Guest facts by the address of the image, as `ximage facts import` takes them; an empty text where nothing was
    /// collected. Without any, the inside of all servers is in order.
    package let facts: [String: String]
    package let command: Command
    /// Why the service accepts what the rule forbids although it has a code for it; `nil` where it refuses.
    package let accepted: String?

    /// What was typed.
    package enum Command: Sendable {
        case plan
        /// Knows the manifests alone.
        case validate
        case destroy
    }

    init(
        _ title: String, at marks: [String] = [], world: String = "", before: String = "",
        meanwhile: String = "", manifest: String, during: String = "", faults: String = "",
        denied: [String] = [], facts: [String: String] = [:], command: Command = .plan,
        accepted: String? = nil
    ) {
        self.title = title
        self.marks = marks
        self.world = world
        self.before = before
        self.meanwhile = meanwhile
        self.manifest = manifest
        self.during = during
        self.faults = faults
        self.denied = denied
        self.facts = facts
        self.command = command
        self.accepted = accepted
    }

    /// What most manifests of examples start with.
    package static let head = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}

        """

    /// A manifest of an example as a whole file.
    package static func whole(_ manifest: String) -> String {
        manifest.contains("version:") ? manifest : head + manifest
    }
}
