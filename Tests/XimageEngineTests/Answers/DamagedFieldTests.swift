import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning

/// Damage that once was acted on, or that ended the program.
@Suite struct DamagedFieldTests {
    struct Case: Sendable, CustomTestStringConvertible {
        enum Value: Sendable { case number(Int), list, absent }

        var testDescription: String
        var paths: [AnswerTree.Path]
        var value: Value
        /// What the error names; empty where the answer can be read without the field.
        var names: [String] = []
    }

    @Test(
        "A field that matters and cannot be read is an error that names it, or is unknown",
        arguments: [
            Case(testDescription: "a count beyond all lists", paths: [["count"]], value: .number(.max)),
            Case(testDescription: "a count below 0", paths: [["count"]], value: .number(.min)),
            Case(
                testDescription: "sizes beyond all disks", paths: [["volumes", "*", "size"]],
                value: .number(.max)),
            Case(
                testDescription: "uses beyond all vaults",
                paths: [["vaults", "*", "billing", "used"], ["vaults", "*", "billing", "allocated"]],
                value: .number(.max)),
            Case(
                testDescription: "sizes beyond all backups",
                paths: [
                    ["backups", "*", "resource_size"], ["backups", "*", "children", "*", "resource_size"],
                ],
                value: .number(.max)),
            Case(
                testDescription: "a disk type that is a number", paths: [["volumes", "*", "volume_type"]],
                value: .number(7)),
            Case(
                testDescription: "boot indices that are lists",
                paths: [["servers", "*", "os-extended-volumes:volumes_attached", "*", "bootIndex"]],
                value: .list),
            Case(
                testDescription: "disks without attachments", paths: [["volumes", "*", "attachments"]],
                value: .absent),
            Case(
                testDescription: "an image that does not say that it is whole",
                paths: [["images", "*", "__whole_image"]],
                value: .absent),
            Case(
                testDescription: "a server's status that is a list", paths: [["servers", "*", "status"]],
                value: .list,
                names: ["GET /v1/{project}/cloudservers/detail", "`servers.status`"]),
            Case(
                testDescription: "a disk without status", paths: [["volumes", "*", "status"]], value: .absent,
                names: ["GET /v2/{project}/cloudvolumes/detail", "`volumes.status`"]),
            Case(
                testDescription: "a vault whose id is a number", paths: [["vaults", "*", "id"]],
                value: .number(7),
                names: ["GET /v3/{project}/vaults", "`vaults.id`"]),
            Case(
                testDescription: "an image without id", paths: [["images", "*", "id"]], value: .absent,
                names: ["GET /v2/cloudimages", "`images.id`"]),
            Case(
                testDescription: "a backup without status", paths: [["backups", "*", "status"]],
                value: .absent,
                names: ["GET /v3/{project}/backups", "`backups.status`"]),
        ])
    func fields(_ example: Case) async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob()).withConsent
            try await lab.apply(desired)
            let tap: AnswerTap = { _, answer in
                guard var tree = AnswerTree(answer.body) else { return answer }
                for path in example.paths {
                    tree.change(path) { _ in
                        switch example.value {
                        case .number(let number): number
                        case .list: ["x"]
                        case .absent: nil
                        }
                    }
                }
                return RawAnswer(status: answer.status, body: tree.bytes)
            }
            try await lab.tapped(by: tap) { provider in
                let session = lab.session(over: provider)
                guard example.names.isEmpty else {
                    let error = await #expect(throws: ProviderError.self) {
                        try await session.plan(.init(desired))
                    }
                    for name in example.names {
                        #expect(error?.description.contains(name) == true, "\(String(describing: error))")
                    }
                    return
                }
                let steps = try await session.plan(.init(desired)).plan.steps
                #expect(steps.allSatisfy { $0.id.verb == .update }, "\(steps.map(\.id))")
            }
        }
    }

    @Test(
        "Retention waits while the list of servers lacks one that exists: another one may use the old image")
    func retention() async throws {
        try await Lab.with { lab in
            try await lab.apply(try Manifests.desired(Manifests.mainJob(image: "    revision: \"1\"")))
            let old = try #require(try await lab.provider.list(.image, in: "cn-north-4").first)
            let user = try Manifests.desired(
                Manifests.head.replacing("project: shop", with: "project: guest") + """
                    servers:
                      guest: {flavor: s6.large.2, image: {id: \(old.id)}, systemDisk: {type: SSD, size: 40 GiB}}
                    """)
            try await lab.elsewhere().apply(user)
            let desired = try Manifests.desired(
                Manifests.mainJob(image: "    revision: \"2\"\n    retention: {keep: 1, deleteBackups: true}")
            )
            try await lab.apply(desired)
            let provider = AlteredProvider(inner: lab.provider, listed: { $0.kind == .server ? nil : $0 })
            let plan = try await lab.session(over: provider).plan(.init(desired)).plan
            #expect(plan.steps.map(\.id) == [])
            #expect(plan.findings.contains { $0.code == "retention-blind" }, "\(plan.findings.map(\.code))")
        }
    }
}
