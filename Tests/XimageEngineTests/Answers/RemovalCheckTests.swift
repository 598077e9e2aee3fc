import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// What a list says of an object is read once more by its id before a step deletes or replaces it.
@Suite struct RemovalCheckTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var path: AnswerTree.Path
        /// In the place of what the list says, or of what the reading by id says.
        var value: String
        /// The step that the answers lead to, and that is held.
        var step: StepID
        var removes = false
    }

    @Test(
        "An object stays whose reading by id does not confirm the list",
        arguments: [
            Case(
                testDescription: "a server in another zone, says the list",
                path: ["servers", "*", "OS-EXT-AZ:availability_zone"], value: "cn-north-4b",
                step: StepID(.create, Address(.server, "web"))),
            Case(
                testDescription: "a server of another system disk, says the list of disks",
                path: ["volumes", "*", "volume_type"], value: "ESSD",
                step: StepID(.create, Address(.server, "web"))),
            Case(
                testDescription: "a failed image, says the list", path: ["images", "*", "status"],
                value: "killed",
                step: StepID(.delete, Address(.image, "golden", generation: 1))),
            Case(
                testDescription: "a vault that its own reading shows in use",
                path: ["vault", "billing", "used"],
                value: "5000", step: StepID(.delete, Address(.vault, "spare")), removes: true),
            Case(
                testDescription: "a server that its own reading shows marked otherwise",
                path: ["server", "tags", "*"],
                value: "ximage=other/server.x", step: StepID(.delete, Address(.server, "web")),
                removes: true),
        ])
    func stays(_ example: Case) async throws {
        try await Lab.with { lab in
            var desired = try Manifests.desired(
                Manifests.mainJob(vaults: "  spare: {size: 100 GiB}")
            ).withConsent
            let report = try await lab.apply(desired)
            try #require(report?.failures.map(\.detail) == [])
            if example.removes {
                let gone = [Address(.server, "web"), Address(.vault, "spare"), Address(.image, "golden")]
                desired.resources.removeAll { gone.contains($0.address) || $0.address.kind == .disk }
                desired.removals = gone.map { Removal(from: $0, action: .delete) }
            }
            let before = try await lab.made()
            let tap: AnswerTap = { call, answer in
                // The image service reads one image by a list, too.
                guard !call.query.contains(where: { $0.0 == "id" }), var tree = AnswerTree(answer.body) else {
                    return answer
                }
                tree.change(example.path) { value in
                    value is Int ? Int(example.value) ?? value : example.value
                }
                return RawAnswer(status: answer.status, body: tree.bytes)
            }
            let held = try await lab.tapped(by: tap) { try await lab.apply(desired, over: $0) }
            let skipped = try #require(held).skipped.first { $0.step == example.step }
            #expect(
                skipped?.because.english.contains("was read once more and stays") == true,
                "\(held?.skipped ?? [])")
            #expect(held?.succeeded.contains(example.step) == false)
            if !example.removes { #expect(try await lab.made()["server"] == before["server"]) }
        }
    }
}
