package import XimageCore

/// What is shown, saved and applied.
package struct Plan: Hashable, Sendable, Codable {
    package let project: String
    /// Of the state it was made from; empty when there was none.
    package let lineage: String
    package let serial: Int
    /// Sorted by address; without no-ops.
    package var changes: [Change]
    /// In an order in which they could run one by one.
    package var steps: [PlanStep]
    /// Findings of the rules, sorted for reading.
    package var findings: [Diagnostic]
    package var drift: [Drift]
    package var checks: CheckSummary
    /// How many declared resources need nothing.
    package var unchanged: Int
    /// What it takes of quotas and vaults, where that was read.
    package var usages: [Usage] = []
    /// Records that the cloud's marks gave back because the state did not have them. Written before the first step.
    package let rebuilt: [ResourceRecord]
    /// Records that these succeed, as their objects no longer exist. Removed before the first step.
    package var succeeded: [ResourceRecord] = []
    /// Disks that are not attached, at addresses whose disk was found: remembered, and left alone.
    package var passedOver: [ResourceRecord] = []
    /// Found with the images that marks gave back. Remembered before the first step.
    package var stoppedSources: [StoppedSource] = []
    /// Ids of what the run takes over as its own, sorted.
    package var takenOver: [RemoteID] = []
    /// Backups of deleted images among them. Written before the first step.
    package var recoveredBackups: [ResourceRecord] = []
    /// Whose marked objects the plan assumes to be taken over, while nobody has said so; it is blocked then.
    package var offer: TakeOver?
    /// In the marks that its steps write; `nil` while there is no state.
    package var marks: MarkLineage?
    /// Records under new addresses, as `moved` says. Written before the first step.
    package let renamed: [RecordMove]
    /// Records that lag behind what is declared and there: after a change whose end nobody recorded, one that was made
    /// elsewhere, or a setting that only the record keeps. Written before the first step, also when there is none.
    package var refreshed: [ResourceRecord] = []
    /// What `--target`, `--exclude` or `--due-only` left out, sorted by address.
    package var leftOut: [LeftOutChange] = []
    /// Steps that `--skip-blocked` left out, with the reason.
    package var skipped: [SkippedStep] = []

    package init(
        project: String, lineage: String, serial: Int, changes: [Change], steps: [PlanStep],
        findings: [Diagnostic] = [], drift: [Drift] = [], checks: CheckSummary = .init(), unchanged: Int = 0,
        rebuilt: [ResourceRecord] = [], renamed: [RecordMove] = []
    ) {
        self.renamed = renamed
        self.project = project
        self.lineage = lineage
        self.serial = serial
        self.changes = changes
        self.steps = steps
        self.findings = findings
        self.drift = drift
        self.checks = checks
        self.unchanged = unchanged
        self.rebuilt = rebuilt
    }

    /// Nothing to do in the cloud.
    package var isEmpty: Bool { steps.isEmpty }

    /// A rule or the planner forbids carrying it out.
    package var isBlocked: Bool { findings.hasErrors }

    package func count(_ word: String) -> Int { changes.count { $0.action.word == word } }
}

/// How the rules came out.
package struct CheckSummary: Hashable, Sendable, Codable {
    package var rules = 0
    package var passed = 0
    package var violated = 0
    /// Rules for which some fact could not be read.
    package var unknown = 0
    /// Rules that look at the same facts again just before the step.
    package var deferred = 0
    package var notApplicable = 0

    package init() {}
}

/// A step that an error forbids, or that waits for such a step.
package struct SkippedStep: Hashable, Sendable, Codable {
    package let step: StepID
    /// In full sentences.
    package let because: Bilingual

    package init(step: StepID, because: Bilingual) {
        self.step = step
        self.because = because
    }

    package var address: Address { step.address }
}
