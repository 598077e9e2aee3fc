package import XimageCore
package import XimagePlanning

extension Address {
    /// For literals in tests: the address, or a vault of the text itself when it is none.
    package static func of(_ text: String) -> Address {
        Address(text) ?? Address(.vault, "not-an-address: \(text)")
    }
}

extension StepID: ExpressibleByStringLiteral {
    /// For literals in tests: the step, or one of a vault of the text itself when it is none.
    package init(stringLiteral text: String) {
        self = StepID(text) ?? StepID(.forget, Address(.vault, "not-a-step: \(text)"))
    }
}

extension SourceRange {
    /// A range on one line; columns from 1, the second just behind the last character.
    package static func on(
        _ line: Int, _ from: Int, _ to: Int? = nil, file: String = "shop.yaml"
    ) -> SourceRange {
        SourceRange(
            file: file, start: .init(line: line, column: from), end: .init(line: line, column: to ?? from))
    }
}

extension Timestamp {
    /// 2026-01-15T08:09:10Z: the time in tests.
    package static let test = Timestamp(milliseconds: 1_768_464_550_000)
}

extension Change {
    package static func create(
        _ address: String, _ attributes: Attributes, notes: [Bilingual] = []
    ) -> Change {
        Change(
            address: .of(address), region: "cn-north-4", action: .create, after: attributes,
            reason: .declaredButMissing, notes: notes)
    }

    package static func update(
        _ address: String, id: RemoteID = "id-1", from before: Attributes, to after: Attributes
    ) -> Change {
        let names = Set(before.entries.map(\.name)).union(after.entries.map(\.name)).sorted()
        return Change(
            address: .of(address), region: "cn-north-4", action: .update, id: id, before: before,
            after: after,
            differences: names.filter { !before[$0].matches(after[$0]) }, reason: .attributesDiffer)
    }
}

extension PlanStep {
    package static func create(
        _ address: String, disks: [String] = [], after edges: [StepEdge] = []
    ) -> PlanStep {
        PlanStep(
            id: StepID(.create, .of(address)), region: "cn-north-4",
            operation: .create(
                CreateStep(
                    attributes: [:],
                    disks: disks.map { CreatedDisk(address: .of($0), create: CreateStep(attributes: [:])) })),
            edges: edges)
    }
}
