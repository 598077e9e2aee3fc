import Foundation
import Testing

/// What goes wrong, and whether the answer says what, why and how to put it right.
@Suite struct BadInputScenario {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var part: String
        var other: String
        var status: Int32
        /// Texts that have to be in the answer.
        var says: [String]
    }

    @Test(
        "A broken manifest is refused at its place, offline",
        arguments: [
            Case(
                testDescription: "an unknown key", part: "flavor:", other: "flavour:", status: 1,
                says: ["ximage.yaml:13:5", "flavor"]),
            Case(
                testDescription: "a unit that is not one", part: "500 GiB", other: "500 GB", status: 1,
                says: ["ximage.yaml:10:16", "GiB"]),
            Case(
                testDescription: "a reference to nothing", part: "vault: main", other: "vault: mian",
                status: 1,
                says: ["ximage.yaml:22:12", "main"]),
            Case(
                testDescription: "a tab as indentation", part: "  main:", other: "\tmain:", status: 1,
                says: ["ximage.yaml:10"]),
            Case(
                testDescription: "an unclosed bracket", part: "{team: shop}", other: "{team: shop", status: 1,
                says: ["ximage.yaml:"]),
            Case(
                testDescription: "a key twice", part: "    revision: \"1\"", other: "    vault: main",
                status: 1,
                says: ["ximage.yaml:23", "vault"]),
            Case(
                testDescription: "a wrong type", part: "zone: cn-north-4a", other: "zone: [a]", status: 1,
                says: ["ximage.yaml:5:9"]),
            Case(
                testDescription: "a size out of range", part: "size: 100 GiB", other: "size: 5 GiB",
                status: 1,
                says: ["10"]),
            Case(
                testDescription: "a project name that is none", part: "project: shop",
                other: "project: Shop!", status: 1,
                says: ["ximage.yaml:2:10"]),
            Case(
                testDescription: "a version of the future", part: "version: 1", other: "version: 7",
                status: 1,
                says: ["ximage.yaml:1:10"]),
            Case(
                testDescription: "a time zone that is none", part: "    revision: \"1\"",
                other: "    schedule: {every: 24h, at: \"02:00\", timeZone: Asia/Shangai}", status: 1,
                says: ["ximage.yaml:23:51", "Did you mean `Asia/Shanghai`?"]),
            Case(
                testDescription: "an alias to nothing", part: "{team: shop}", other: "*nothing", status: 1,
                says: ["ximage.yaml:7"]),
        ])
    func manifest(_ example: Case) throws {
        try Binary.inFolder(MainJobScenario.manifest.with(example.part, example.other)) { ximage in
            for command in ["validate", "plan"] {
                let outcome = try ximage(command)
                #expect(outcome.status == example.status, "\(command): \(outcome)")
                for text in example.says { #expect(outcome.all.contains(text), "\(command): \(outcome)") }
            }
        }
    }

    @Test(
        "What the cloud would refuse is refused by the plan",
        arguments: [
            Case(
                testDescription: "an unknown flavor", part: "s6.large.2", other: "s6.enormous.2", status: 3,
                says: ["AV006", "s6.enormous.2"]),
            Case(
                testDescription: "an unknown zone", part: "zone: cn-north-4a", other: "zone: cn-north-4x",
                status: 3,
                says: ["AV002", "cn-north-4a"]),
            Case(
                testDescription: "an unknown image", part: "Ubuntu 22.04 server",
                other: "Ubuntu 99.04 server", status: 3,
                says: ["Ubuntu 99.04 server"]),
            Case(
                testDescription: "a vault that is too small", part: "500 GiB", other: "100 GiB", status: 3,
                says: ["VA005", "190"]),
            Case(
                testDescription: "no agreements", part: "commitment: 2026-06-01, ", other: "", status: 3,
                says: ["AG001"]),
        ])
    func foreseen(_ example: Case) throws {
        try Binary.inFolder(MainJobScenario.manifest.with(example.part, example.other)) { ximage in
            let outcome = try ximage("plan")
            #expect(outcome.status == example.status, "\(outcome)")
            for text in example.says { #expect(outcome.all.contains(text), "\(outcome)") }
            #expect(try ximage("apply", "--yes").status == example.status)
        }
    }

    @Test("An existing server that is not there is an error of the plan")
    func missingServer() throws {
        let manifest = MainJobScenario.manifest
            .with("images:\n  golden:", "  billing:\n    existing: {name: billing-prod}\nimages:\n  golden:")
            .with("from: {server: web}", "from: {server: billing}")
        try Binary.inFolder(manifest) { ximage in
            let outcome = try ximage("plan")
            #expect(outcome.status == 3, "\(outcome)")
            #expect(outcome.all.contains("billing"), "\(outcome)")
        }
    }

    @Test("Without keys the real cloud is not asked, and all places that were looked at are named")
    func credentials() throws {
        let manifest = MainJobScenario.manifest.with(
            "project: shop", "project: shop\nprovider: {type: huaweicloud}")
        try Binary.inFolder(manifest) { ximage in
            let outcome = try ximage("plan")
            #expect(outcome.status == 1, "\(outcome)")
            for text in ["HUAWEICLOUD_SDK_AK", "HW_ACCESS_KEY", "credentials"] {
                #expect(outcome.messages.contains(text), "\(outcome)")
            }
        }
    }

    @Test(
        "A state file of another project, a damaged one and one that is none are refused and left as they are"
    )
    func state() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(MainJobScenario.manifest.with("project: shop", "project: other"))
            #expect(try ximage("plan").status == 7)
            try ximage.write(MainJobScenario.manifest)
            let file = ximage.folder.appendingPathComponent(".ximage/state.db")
            let sound = try Data(contentsOf: file)
            for broken in [Data("not a database".utf8), sound.prefix(sound.count / 2), Data()] {
                try broken.write(to: file)
                let outcome = try ximage("plan")
                #expect(outcome.status == 7, "\(outcome)")
                #expect(try Data(contentsOf: file) == broken)
            }
            try sound.write(to: file)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test("Without a terminal and without --yes nothing is done")
    func noTerminal() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let outcome = try ximage("apply")
            #expect(outcome.status == 1, "\(outcome)")
            #expect(outcome.messages.contains("--yes"), "\(outcome)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 2)
        }
    }
}
