import Foundation
import Testing
import XimageTestSupport

/// Several objects have the mark of one address, or state is older than a replacement: a person chooses, and nothing is lost.
@Suite struct RecoveryScenario {
    private static let head = """
        version: 1
        project: shop
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          images: {agreements: {commitment: 2026-06-01, disclaimer: 2026-06-01, optimised: true}}

        """

    /// A build server that each revision creates again, with a disk that moves over or is created again.
    private static func build(_ revision: Int, _ onReplace: String) -> String {
        head + """
            servers:
              web:
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
                recreateOn: ["\(revision)"]
                onReplace: \(onReplace)
                dataDisks: {data: {type: SSD, size: 10 GiB}}

            """
    }

    /// A server that each new image replaces.
    private static func follow(_ revision: Int) -> String {
        head + """
            vaults:
              main: {size: 500 GiB}
            servers:
              src:
                flavor: s6.large.2
                image: {name: "Ubuntu 22.04 server 64bit"}
                systemDisk: {type: SSD, size: 40 GiB}
                dataDisks: {data: {type: SSD, size: 10 GiB}}
              web:
                flavor: s6.large.2
                image: {from: golden}
                onNewImage: replace
                systemDisk: {type: SSD, size: 40 GiB}
                dataDisks: {data: {type: SSD, size: 10 GiB}}
            images:
              golden: {from: {server: src}, vault: main, revision: "\(revision)"}

            """
    }

    private static let sets: [String: @Sendable (Int) -> String] = [
        "recreate": { build($0, "recreate") }, "reattach": { build($0, "reattach") }, "image": follow,
    ]
    private static let consent = [
        "--yes", "--acknowledge", "destroy@server.web", "--acknowledge", "destroy@disk.web.data",
    ]

    private func objects(_ ximage: Binary) throws -> Set<String> {
        Set(
            try ["servers", "images", "vaults"].flatMap { kind in
                try ximage("list", kind).output.split(separator: "\n").compactMap { line in
                    line.firstMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/).map {
                        String($0.output.0)
                    }
                }
            })
    }

    /// The command in a fix.
    private func advice(_ outcome: Binary.Outcome) throws -> [String] {
        let line = try #require(
            outcome.all.split(separator: "\n").map { $0.drop { " =|".contains($0) } }
                .last { $0.hasPrefix("ximage state recover") }, "\(outcome)")
        return line.split(separator: " ").dropFirst().map { String($0).replacing("'", with: "") }
    }

    private func state(_ ximage: Binary) -> URL { ximage.folder.appendingPathComponent(".ximage/state.db") }

    private func removeState(_ ximage: Binary) throws {
        let folder = ximage.folder.appendingPathComponent(".ximage")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasPrefix("state.db") {
            try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
    }

    // MARK: State lost in a replacement

    /// Leaves a server with its successor, and no state.
    private func interrupted(
        _ kind: String, after done: String = "create server.web", _ body: (Binary) throws -> Void
    ) throws {
        let set = try #require(Self.sets[kind])
        try Binary.inFolder(set(1)) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            try ximage.write(set(2))
            let run = try ximage.start(["apply"] + Self.consent, timeScale: 0.01)
            #expect(run.waits(for: "done    \(done)"))
            run.send(SIGKILL)
            run.wait()
            try removeState(ximage)
            try body(ximage)
        }
    }

    @Test(
        "A replacement was killed and the state is lost: the candidates are shown with ages, and nothing is deleted",
        arguments: sets.keys.sorted())
    func severalAtOneAddress(_ kind: String) throws {
        try interrupted(kind) { ximage in
            let all = try objects(ximage)
            let offered = try ximage("apply", "--yes")
            let lineage = try #require(offered.all.firstMatch(of: /--take-over ([a-z2-7]{5})/)?.output.1)
            let refused = try ximage("apply", "--yes", "--take-over", String(lineage))
            #expect(refused.status == 3 && refused.all.contains("mark-ambiguous"), "\(refused)")
            #expect(refused.all.contains("created 20") && refused.all.contains("ACTIVE"), "\(refused)")
            #expect(try advice(refused) == ["state", "recover", "--take-over", String(lineage)])
            let nobody = try ximage("state", "rebuild")
            #expect(nobody.status == 3 && nobody.output.contains("\n  1  "), "\(nobody)")
            #expect(nobody.output.contains("just now") && nobody.output.contains("operation "), "\(nobody)")
            let words = try advice(nobody)
            #expect(words.contains("--choose") && words.contains { $0.hasPrefix("server.web=") }, "\(nobody)")
            let recovered = try ximage.start(words).outcome()
            #expect(recovered.status == 0, "\(recovered)")
            #expect(try ximage("state", "verify").status == 0)
            #expect(try objects(ximage) == all)
            for words in [["plan"] + Self.consent.dropFirst(), ["apply"] + Self.consent] {
                let after = try ximage.start(words).outcome()
                #expect(after.status == 0 && !after.all.contains("mark-ambiguous"), "\(after)")
            }
            let calm = try ximage("plan", "--detailed-exitcode")
            #expect(calm.status == 0, "\(calm)")
        }
    }

    @Test(
        "The old server was deleted and its disk not yet released: the disk is remembered, and stops nothing")
    func spareDisk() throws {
        for words in [["state", "rebuild"], ["state", "recover", "--yes"]] {
            try interrupted("recreate", after: "delete the replaced server.web") { ximage in
                let recovered = try ximage.start(words).outcome()
                let isDone = recovered.status == 0
                #expect(isDone || recovered.all.contains("--choose"), "\(recovered)")
                if !isDone { #expect(try ximage.start(advice(recovered)).outcome().status == 0) }
                for words in [
                    ["apply"] + Self.consent, ["plan", "--detailed-exitcode"], ["list", "orphans"],
                ] {
                    let after = try ximage.start(words).outcome()
                    #expect(after.status == 0, "\(words): \(after)")
                }
            }
        }
    }

    @Test("The other object can be chosen by name; what has not the mark of the address cannot")
    func chooses() throws {
        try interrupted("recreate") { ximage in
            let all = try objects(ximage)
            let nobody = try ximage("state", "recover")
            #expect(nobody.status == 3, "\(nobody)")
            let second = try #require(
                nobody.output.firstMatch(of: /server\.web\n  1 .*\n  2  (\S+)/)?.output.1)
            let wrong = try ximage("state", "recover", "--yes", "--choose", "server.web=\(UUID().uuidString)")
            #expect(wrong.status == 1 && wrong.all.contains("no-candidate"), "\(wrong)")
            let chosen = try ximage("state", "recover", "--yes", "--choose", "server.web=\(second)")
            #expect(chosen.status == 0, "\(chosen)")
            let shown = try ximage("state", "show", "server.web")
            #expect(shown.output.contains(second), "\(shown)")
            let disk = try ximage("state", "show", "disk.web.data").output
            #expect(disk.contains(second), "the disk of the chosen server: \(disk)")
            let orphans = try ximage("list", "orphans").output
            let cleaned = try ximage("clean", "--all", "--confirm", "2")
            #expect(cleaned.status == 0 && cleaned.all.contains("nothing to clean"), "\(cleaned)")
            let destroyed = try ximage("destroy", "--yes")
            #expect(destroyed.status == 0, "\(destroyed)")
            let left = try objects(ximage)
            #expect(left.count == 1 && left.isSubset(of: all), "\(left) of \(all)")
            for id in left { #expect(orphans.contains(id), "\(orphans)") }
            // Who names the id agrees to lose the object: no rule asks for that, or shows it as acknowledged.
            let gone = try ximage.start(["clean"] + left + ["--confirm", "1"]).outcome()
            #expect(gone.status == 0 && !gone.all.contains("AG00"), "\(gone)")
        }
    }

    @Test(
        "At a terminal each address with several objects is a question",
        .enabled(if: FileManager.default.isExecutableFile(atPath: Binary.script)),
        arguments: ["rebuild", "recover"], ["", "1", "2"])
    func asks(_ word: String, _ answer: String) throws {
        try interrupted("recreate") { ximage in
            let outcome = try ximage.typing("\(answer)\n\nyes", "state", word)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.all.contains("Which object is server.web?"), "\(outcome)")
            #expect(outcome.all.contains("Which object is disk.web.data?"), "\(outcome)")
            let number = answer == "2" ? "2" : "1"
            let wanted = try #require(
                outcome.all.replacing("\r\n", with: "\n").firstMatch(
                    of: try Regex<(Substring, Substring)>("server\\.web\n(?:  . .*\n)*?  \(number)  (\\S+)"))?
                    .output.1,
                "\(outcome)")
            #expect(try ximage("state", "show", "server.web").output.contains(wanted))
            #expect(try ximage("state", "show", "disk.web.data").output.contains(wanted))
        }
    }

    // MARK: An older state

    @Test(
        "A generation that an older state lacks comes back with its disks: a server replaced by it gets theirs",
        arguments: [true, false])
    func olderThanImage(_ imports: Bool) throws {
        try Binary.inFolder(Self.follow(1)) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let old = try Data(contentsOf: state(ximage))
            try ximage.write(Self.follow(2))
            #expect(try ximage("apply", "--yes", "--target", "image.golden").status == 0)
            if imports {
                let shown = try ximage("state", "show", "image.golden@2").output
                let id = try #require(shown.firstMatch(of: /\n  id +(\S+)/)?.output.1, "\(shown)")
                #expect(try ximage("state", "rm", "image.golden@2").status == 0)
                let imported = try ximage("import", "image.golden@2", String(id))
                #expect(imported.status == 0, "\(imported)")
            } else {
                try removeState(ximage)
                try old.write(to: state(ximage))
                #expect(try ximage("state", "recover", "--yes").status == 0)
            }
            let before = try ximage("state", "show", "disk.web.data").output
            let replaced = try ximage.start(["apply"] + Self.consent).outcome()
            #expect(replaced.status == 0, "\(replaced)")
            #expect(!replaced.all.contains("disk1"), "\(replaced)")
            #expect(try ximage("state", "show", "disk.web.data").output != before)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test(
        "A state from before a replacement: one object is no several, by recover and by a take-over",
        arguments: sets.keys.sorted(), [["state", "recover", "--yes"], ["apply", "--take-over"]])
    func olderThanReplacement(_ kind: String, _ words: [String]) throws {
        let set = try #require(Self.sets[kind])
        try Binary.inFolder(set(1)) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let old = try Data(contentsOf: state(ximage))
            try ximage.write(set(2))
            let replaced = try ximage.start(["apply"] + Self.consent).outcome()
            #expect(replaced.status == 0, "\(replaced)")
            let all = try objects(ximage)
            try removeState(ximage)
            let offered = try ximage("apply", "--yes")
            let lineage = try #require(offered.all.firstMatch(of: /--take-over ([a-z2-7]{5})/)?.output.1)
            try old.write(to: state(ximage))
            for command in [["plan"], ["apply"] + Self.consent] {
                let refused = try ximage.start(command).outcome()
                #expect(refused.status == 7 && refused.all.contains("ximage state recover"), "\(refused)")
            }
            let isTakeOver = words.last == "--take-over"
            let done = try ximage.start(isTakeOver ? words + [String(lineage)] + Self.consent : words)
                .outcome()
            #expect(done.status == 0, "\(done)")
            let plan = try ximage("plan", "--detailed-exitcode")
            #expect(plan.status == 0, "\(plan)")
            #expect(try objects(ximage) == all)
            #expect(try ximage("state", "verify").status == 0)
        }
    }

    @Test(
        "A state from before a replacement that was killed: nothing is created a third time",
        arguments: sets.keys.sorted())
    func olderThanInterrupted(_ kind: String) throws {
        let set = try #require(Self.sets[kind])
        try Binary.inFolder(set(1)) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let old = try Data(contentsOf: state(ximage))
            try ximage.write(set(2))
            let run = try ximage.start(["apply"] + Self.consent, timeScale: 0.01)
            #expect(run.waits(for: "done    create server.web"))
            run.send(SIGKILL)
            run.wait()
            let all = try objects(ximage)
            try removeState(ximage)
            try old.write(to: state(ximage))
            let refused = try ximage.start(["apply"] + Self.consent).outcome()
            #expect(refused.status == 7, "\(refused)")
            let recovered = try ximage("state", "recover", "--yes")
            #expect(recovered.status == 0, "\(recovered)")
            let after = try ximage.start(["apply"] + Self.consent).outcome()
            #expect(after.status == 0, "\(after)")
            let left = try objects(ximage)
            #expect(all.subtracting(left).count <= 1, "\(left) of \(all)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }
}
