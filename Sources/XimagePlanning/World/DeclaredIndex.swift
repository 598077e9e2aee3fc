import XimageCore

/// Declared resources by address: every decision asks for several.
struct DeclaredIndex: Sendable {
    private let resources: [DesiredResource]
    private let positions: [Address: Int]

    init(_ desired: DesiredState) {
        resources = desired.resources
        positions = Dictionary(
            resources.enumerated().map { ($1.address, $0) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(address: Address) -> DesiredResource? { positions[address].map { resources[$0] } }

    func contains(_ address: Address) -> Bool { positions[address] != nil }
}
