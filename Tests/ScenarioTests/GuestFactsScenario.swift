import Foundation
import Testing
import XimageTestSupport

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// What is inside servers, through the built program: on the sandbox, whose disks hold real bytes, and over a fake ssh.
@Suite(.serialized) struct GuestFactsScenario {
    private static let servers = MainJobScenario.manifest.components(separatedBy: "images:\n  golden:")[0]

    @Test("A volume group over two disks of the sandbox forbids the image, until somebody answers for it")
    func findsVolumeGroups() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let ximage = Binary(folder: folder)
        try ximage.write(Self.servers)
        #expect(try ximage("apply", "--yes").status == 0)
        try await Self.fill(ximage, ["data": 0, "logs": 1])

        try ximage.write(MainJobScenario.manifest)
        let plan = try ximage("plan")
        #expect(plan.status == 3, "\(plan)")
        #expect(plan.output.contains("GU012") && plan.output.contains("GU013"), "\(plan)")
        #expect(plan.output.contains("Volume group vgdata") && plan.output.contains("vdb, vdc"), "\(plan)")

        let facts = try ximage("facts", "collect", "server.web")
        #expect(facts.status == 0 && facts.output.contains("vgdata (2 physical: vdb + vdc)"), "\(facts)")
        let shown = try ximage("facts", "show", "server.web", "--format", "json")
        #expect(shown.status == 0 && shown.output.contains(#""name" : "vgdata""#), "\(shown)")

        let consent = try ximage(
            "apply", "--yes", "--acknowledge", "multi-pv-vg@image.golden", "--acknowledge",
            "multi-pv-lv@image.golden")
        #expect(consent.status == 0, "\(consent)")
    }

    /// Writes the disks of a real volume group onto those of the sandbox.
    private static func fill(_ ximage: Binary, _ disks: [String: Int]) async throws {
        let server = try ximage.start(["sandbox", "serve", "--data", ".ximage/sandbox.db"])
        defer {
            server.send(SIGTERM)
            server.wait()
        }
        let line = try #require(server.firstLine())
        let endpoint = try #require(line.firstMatch(of: /http:\/\/[0-9.:]+/)?.output)
        let document = try JSONDecoder().decode(
            SparseDisks.self, from: try Data(contentsOf: SparseDisks.path))
        for (key, index) in disks {
            let state = try ximage("show", "disk.web.\(key)").output
            let id = try #require(state.firstMatch(of: /[0-9a-f]{8}-[0-9a-f-]{27}/)?.output)
            for run in document.disks[index].runs {
                let url = "\(endpoint)/sandbox/volumes/\(id)/content?offset=\(run.offset)"
                var request = URLRequest(url: try #require(URL(string: url)))
                request.httpMethod = "PUT"
                let (_, response) = try await URLSession.shared.upload(for: request, from: run.bytes)
                #expect((response as? HTTPURLResponse)?.statusCode ?? 0 < 300)
            }
        }
    }

    private struct SparseDisks: Decodable {
        struct Run: Decodable {
            var offset: Int
            var bytes: Data
        }
        struct Disk: Decodable { var runs: [Run] }
        var disks: [Disk]

        static let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../XimageGuestTests/Fixtures/disks/lvm-two-volumes.json").standardizedFileURL
    }

    @Test("A source of the same plan without facts: its image is left out, the rest is done")
    func defers() throws {
        let manifest = MainJobScenario.manifest.with(
            "flavor: s6.large.2", "flavor: s6.large.2\n    guest: {facts: none.json}")
        try Binary.inFolder(manifest) { ximage in
            let plan = try ximage("plan")
            #expect(plan.status == 0, "\(plan)")
            let apply = try ximage("apply", "--yes")
            #expect(apply.status == 6, "\(apply)")
            #expect(apply.all.contains("GU001") && apply.all.contains("none.json"), "\(apply)")
            #expect(try ximage("list", "servers").output.contains("server.web"))
            #expect(!(try ximage("list", "images").output.contains("image.golden")))
            let again = try ximage("plan")
            #expect(again.status == 3 && again.output.contains("GU001"), "\(again)")
            #expect(try ximage("apply", "--yes", "--acknowledge", "guest-unchecked@image.golden").status == 0)
        }
    }

    @Test(
        "A declared danger counts although the disks of the sandbox are empty",
        arguments: [
            ("volumeGroups: [vgdata]", "GU012", "vgdata"),
            ("os: windows, sanPolicy: OnlineAll, spannedVolumes: [\"E:\"]", "GU004", "E:"),
        ])
    func keepsDeclaredDangers(declared: String, rule: String, name: String) throws {
        try Binary.inFolder(Self.servers) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let manifest = MainJobScenario.manifest.with(
                "flavor: s6.large.2", "flavor: s6.large.2\n    guest: {\(declared)}")
            try ximage.write(manifest)
            let plan = try ximage("plan")
            if rule == "GU012" {
                #expect(plan.status == 3 && plan.output.contains(rule), "\(plan)")
                #expect(plan.output.contains(name), "\(plan)")
                // Facts that were read from the same empty disks do not overrule it either.
                #expect(try ximage("facts", "collect", "server.web").status == 0)
                let again = try ximage("plan")
                #expect(again.status == 3 && again.output.contains(rule), "\(again)")
                try ximage.write(manifest.with("[vgdata]", "[]"))
                #expect(try ximage("plan").status == 0)
            } else {
                // The cloud says Linux: the family that it records wins.
                #expect(!plan.output.contains("no volume spans"), "\(plan)")
            }
        }
    }

    @Test("Facts of an existing server are kept under the address that declares it")
    func existingServer() throws {
        let world = "regions: {cn-north-4: {servers: [{name: billing-prod, zone: cn-north-4a}]}}"
        let manifest =
            MainJobScenario.manifest.components(separatedBy: "vaults:")[0]
            + "servers:\n  billing: {existing: {name: billing-prod}}\n"
        try Binary.inFolder(manifest) { ximage in
            try world.write(
                to: ximage.folder.appendingPathComponent("world"), atomically: true, encoding: .utf8)
            #expect(try ximage("sandbox", "seed", "world").status == 0)
            try Data(count: 1 << 20).write(to: ximage.folder.appendingPathComponent("vda.raw"))
            let inspected = try ximage("facts", "inspect", "vda.raw", "--server", "server.billing")
            #expect(inspected.status == 0 && inspected.all.contains("Kept in"), "\(inspected)")
            let shown = try ximage("facts", "show", "server.billing")
            #expect(shown.status == 0 && shown.output.contains("server.billing"), "\(shown)")

            // The same by its id.
            let listed = try ximage("list", "servers", "--format", "json").output
            let id = try #require(listed.firstMatch(of: /[0-9a-f]{8}-[0-9a-f-]{27}/)?.output)
            try ximage.write(manifest.with("{name: billing-prod}", "{id: \(id)}"))
            let facts = try ximage("facts", "show", "server.billing", "--format", "json").output
            #expect(facts.contains(id), "\(facts)")
            let report = try String(contentsOf: Self.report("ubuntu2204"), encoding: .utf8)
                .replacingOccurrences(of: "5c3a9a5e-0b1c-4f4e-9b6e-2e1d9c0a7f11", with: id)
            try report.write(
                to: ximage.folder.appendingPathComponent("facts.json"), atomically: true, encoding: .utf8)
            let imported = try ximage("facts", "import", "facts.json", "--server", "server.billing")
            #expect(imported.status == 0 && imported.all.contains(id), "\(imported)")
            let unknown = try ximage("facts", "inspect", "vda.raw", "--server", "server.biling")
            #expect(unknown.status == 1 && unknown.all.contains("server.billing"), "\(unknown)")
        }
    }

    @Test("A report of another server is not taken for this one's")
    func refusesForeignFacts() throws {
        try Binary.inFolder(Self.servers) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(
                MainJobScenario.manifest.with(
                    "flavor: s6.large.2", "flavor: s6.large.2\n    guest: {facts: f.json, maxAge: 365d}"))
            let report = try Data(contentsOf: Self.report("ubuntu2204"))
            try report.write(to: ximage.folder.appendingPathComponent("f.json"))
            let plan = try ximage("plan")
            #expect(plan.status == 3 && plan.output.contains("GU002"), "\(plan)")
            #expect(plan.output.contains("5c3a9a5e-0b1c-4f4e-9b6e-2e1d9c0a7f11"), "\(plan)")
        }
    }

    private static func report(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../XimageGuestTests/Fixtures/reports/\(name).json").standardizedFileURL
    }

    // MARK: ssh

    /// A folder with a program `ssh` that notes its arguments and prints a report.
    private static func withFakeSSH(_ ximage: Binary, _ body: String) throws -> Binary {
        let bin = ximage.folder.appendingPathComponent("bin")
        try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
        let file = bin.appendingPathComponent("ssh")
        try "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$HOME/arguments\"\n\(body)\n".write(
            to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        var ximage = ximage
        ximage.environment["PATH"] = "\(bin.path):/usr/bin:/bin"
        return ximage
    }

    @Test("Facts are collected by the ssh of PATH, without a word that could be an option")
    func collects() throws {
        try Binary.inFolder(Self.servers) { plain in
            #expect(try plain("apply", "--yes").status == 0)
            let ximage = try Self.withFakeSSH(plain, "cat > /dev/null; cat '\(Self.report("centos7").path)'")
            let outcome = try ximage(
                "facts", "collect", "server.web", "--ssh", "root@${server.ip}", "--jump", "ops@bastion")
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.output.contains("vgdata (2 physical: /dev/vdb + /dev/vdc)"), "\(outcome)")
            let words = try String(
                contentsOf: plain.folder.appendingPathComponent("arguments"), encoding: .utf8
            )
            .split(separator: "\n").map(String.init)
            let end = try #require(words.firstIndex(of: "--"))
            #expect(words[end + 1].wholeMatch(of: /root@[0-9.]+/) != nil, "\(words)")
            #expect(words.contains("BatchMode=yes"))
            #expect(words.firstIndex(of: "-J").map { words[$0 + 1] } == "ops@bastion")
            let kept = try FileManager.default.contentsOfDirectory(
                atPath: plain.folder.appendingPathComponent(".ximage/facts").path)
            #expect(kept.count == 1)
            let file = plain.folder.appendingPathComponent(".ximage/facts/\(kept[0])").path
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
    }

    @Test(
        "Addresses that ssh could take for options never reach it",
        arguments: [
            "-oProxyCommand=touch${IFS}pwned", "root@-oProxyCommand=x", "root@host;touch pwned", "root@a b",
            "",
        ])
    func refusesOptions(target: String) throws {
        try Binary.inFolder(Self.servers) { plain in
            #expect(try plain("apply", "--yes").status == 0)
            let ximage = try Self.withFakeSSH(plain, "exit 0")
            let outcome = try ximage("facts", "collect", "server.web", "--ssh=\(target)")
            #expect(outcome.status == 1, "\(outcome)")
            let noted = plain.folder.appendingPathComponent("arguments").path
            #expect(!FileManager.default.fileExists(atPath: noted))
        }
    }

    @Test("What ssh says when it fails is told, with what to do")
    func tellsFailures() throws {
        try Binary.inFolder(Self.servers) { plain in
            #expect(try plain("apply", "--yes").status == 0)
            let ximage = try Self.withFakeSSH(
                plain, "echo 'root@h: Permission denied (publickey).' >&2; exit 255")
            let outcome = try ximage("facts", "collect", "server.web", "--ssh", "root@h")
            #expect(outcome.status == 1, "\(outcome)")
            #expect(outcome.messages.contains("Permission denied (publickey)"), "\(outcome)")
            #expect(outcome.messages.contains("Load the key"), "\(outcome)")
            let garbage = try Self.withFakeSSH(plain, "echo Welcome")
            let second = try garbage("facts", "collect", "server.web", "--ssh", "root@h")
            #expect(second.status == 1 && second.messages.contains("is no report"), "\(second)")
        }
    }

    // MARK: By hand

    @Test("The script runs, its output is imported and shown; disks are inspected")
    func byHand() throws {
        try Binary.inFolder(Self.servers) { ximage in
            let script = try ximage("facts", "script", "linux")
            #expect(script.status == 0 && script.output.hasPrefix("#!/bin/sh"))
            #expect(try ximage("facts", "script", "windows").output.contains("ConvertTo-Json"))
            let report = Self.report("centos7").path
            let imported = try ximage("facts", "import", report)
            #expect(imported.status == 0 && imported.output.contains("CentOS Linux 7"), "\(imported)")
            let shown = try ximage("facts", "show", "5c3a9a5e-0b1c-4f4e-9b6e-2e1d9c0a7f11")
            #expect(shown.status == 0 && shown.output.contains("/dev/vda1"), "\(shown)")
            let foreign = try ximage(
                "facts", "import", report, "--server", "00000000-1111-2222-3333-444444444444")
            #expect(foreign.status == 1 && foreign.messages.contains("another server"), "\(foreign)")
            try Data(count: 1 << 20).write(to: ximage.folder.appendingPathComponent("vda.raw"))
            let inspected = try ximage("facts", "inspect", "vda.raw")
            #expect(inspected.status == 0 && inspected.output.contains("volume groups"), "\(inspected)")
            #expect(try ximage("facts", "inspect", "missing.raw").status == 1)
            #expect(try ximage("facts", "show", "server.none").status == 1)
            #expect(try ximage("facts", "import", "ximage.yaml").status == 1)
        }
    }
}
