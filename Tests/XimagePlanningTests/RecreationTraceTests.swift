import Testing
import XimageCore
import XimageTestSupport

@testable import XimagePlanning

/// What the mark of a server says of its `recreateOn` when the state is lost.
@Suite struct RecreationTraceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var created: Attributes = [:]
        /// What the creation did not name.
        var chosen: [AttributeName] = []
        var live: Attributes = [:]
        /// What the answer does not contain.
        var hidden: [AttributeName] = []
        var declared = ["1"]
        var digest: String?
        var expected: Value
    }

    private static let server: Attributes = [
        .region: "north", .zone: "north-a", .image: "image-ubuntu", .systemDiskType: "SSD", .vpc: "v-1",
        .subnet: "s-1", .ip: "192.168.0.9",
    ]

    @Test(
        "Compares the declared values with the digest",
        arguments: [
            Case(
                testDescription: "the same values", created: [.recreateOn: .strings(["1"])],
                expected: .strings(["1"])),
            Case(
                testDescription: "another value", created: [.recreateOn: .strings(["2"])],
                expected: "other values"),
            Case(testDescription: "created without values", expected: .null),
            Case(
                testDescription: "nothing is declared", created: [.recreateOn: .strings(["2"])], declared: [],
                expected: .null),
            Case(
                testDescription: "the service chose address and network",
                created: [.recreateOn: .strings(["1"])], chosen: [.ip, .vpc, .subnet],
                expected: .strings(["1"])),
            Case(
                testDescription: "the system disk became faster since",
                created: [.recreateOn: .strings(["1"]), .systemDiskType: "SAS"], expected: .strings(["1"])),
            Case(
                testDescription: "a key pair", created: [.recreateOn: .strings(["1"]), .keyPair: "ops"],
                live: [.keyPair: "ops"], expected: .strings(["1"])),
            Case(
                testDescription: "the subnet is not shown", created: [.recreateOn: .strings(["1"])],
                hidden: [.subnet], expected: "unknown"),
            Case(
                testDescription: "a digest of another form", digest: "9abcdefg", expected: "unknown"),
            Case(
                testDescription: "a digest of earlier versions, which were of other attributes",
                digest: Mark.digest("server", characters: 10), expected: "unknown"),
        ])
    func compares(_ example: Case) {
        var created = Self.server
        for entry in example.created.entries { created[entry.name] = entry.value }
        for name in example.chosen { created[name] = .null }
        var object = LiveResource(
            kind: .server, region: "north", id: "s", name: "web", attributes: Self.server)
        for entry in example.live.entries { object.attributes[entry.name] = entry.value }
        for name in example.hidden { object.attributes[name] = .null }
        object.operation = OperationMark(
            operation: .numbered(1), generation: 0,
            digest: example.digest ?? ResourceRequest.digest(of: created, kind: .server))
        let declared = Declare.server().serving { $0.recreateOn = example.declared }
        let record = StateRebuilder.record(of: object, at: .of("server.web"), in: "shop", declared: declared)
        #expect(record.attributes[.recreateOn] == example.expected)
    }
}
