import Foundation
import Testing
import XimageTestSupport

/// Manifest sets of strangers, run by the built program beside things that they may not touch.
@Suite(.serialized) struct StrangersSetScenario {
    /// A folder with the set, a folder outside it, a listener, and a fake ssh first in PATH.
    private struct World {
        let root: URL
        let listener: Listener
        var outside: URL { root.appendingPathComponent("outside") }
        var set: URL { root.appendingPathComponent("set") }
        var trustFile: URL { root.appendingPathComponent("home/trust.yaml") }
        private let watch: Int32

        init() throws {
            let temporary = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
            root = temporary.appendingPathComponent("ximage-\(UUID().uuidString)")
            listener = try Listener()
            watch = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
            for folder in ["outside", "set", "home", "bin"] {
                try FileManager.default.createDirectory(
                    at: root.appendingPathComponent(folder), withIntermediateDirectories: true)
            }
            // YAML with an error in its first line, so that a program that reads it would quote it.
            try Self.write("\(StrangersSet.canary): [\n", to: outside.appendingPathComponent("secret.yaml"))
            try Self.write("\(StrangersSet.canary)\n", to: outside.appendingPathComponent("secret.txt"))
            let ssh = root.appendingPathComponent("bin/ssh")
            try Self.write("#!/bin/sh\ntouch '\(root.path)/ssh-ran'\nexit 255\n", to: ssh)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: ssh.path)
        }

        func end() {
            close(watch)
            listener.end()
            try? FileManager.default.removeItem(at: root)
        }

        func filled(_ text: String) -> String {
            text.replacingOccurrences(of: "OUTSIDE", with: outside.path)
                .replacingOccurrences(of: "LISTENER", with: listener.url)
        }

        func write(_ stranger: StrangersSet) throws {
            try? FileManager.default.removeItem(at: set)
            try FileManager.default.createDirectory(at: set, withIntermediateDirectories: true)
            for (path, text) in stranger.files {
                try Self.write(filled(text), to: set.appendingPathComponent(path))
            }
            for (path, target) in stranger.links {
                let link = set.appendingPathComponent(path)
                try FileManager.default.createDirectory(
                    at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
                try FileManager.default.createSymbolicLink(
                    atPath: link.path, withDestinationPath: filled(target))
            }
        }

        static func write(_ text: String, to file: URL) throws {
            try text.write(to: file, atomically: false, encoding: .utf8)
        }

        /// From now on, what happens in the folder outside is noticed.
        func watchOutside() {
            let events = IN_OPEN | IN_ACCESS | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_ATTRIB
            _ = inotify_add_watch(watch, outside.path, UInt32(events))
        }

        /// How much happened in the folder outside since the last time.
        func touches() -> Int {
            var events = [UInt8](repeating: 0, count: 1 << 16)
            return max(0, read(watch, &events, events.count))
        }

        var sshRan: Bool {
            FileManager.default.fileExists(atPath: root.appendingPathComponent("ssh-ran").path)
        }

        var program: Binary {
            Binary(
                folder: set,
                environment: [
                    "PATH": "\(root.path)/bin:/usr/bin:/bin", "HOME": "\(root.path)/home",
                    "XIMAGE_TRUST": trustFile.path, "HUAWEICLOUD_SDK_AK": "AKCANARY0001",
                    "HUAWEICLOUD_SDK_SK": "SKCANARY0001",
                ])
        }

        func run(_ command: [String]) throws -> Binary.Outcome { try program.start(command).outcome() }

        func trust(_ value: String) throws {
            try Self.write(value.isEmpty ? "" : filled("trust: \(value)\n"), to: trustFile)
        }
    }

    @Test("There are enough of them") func enough() { #expect(StrangersSet.all.count >= 40) }

    @Test(
        "A stranger's set calls nobody, reads and writes nothing outside, and runs no ssh",
        arguments: StrangersSet.all)
    func refused(stranger: StrangersSet) throws {
        let world = try World()
        defer { world.end() }
        try world.write(stranger)
        try world.trust(stranger.base)
        world.watchOutside()
        for command in stranger.commands {
            let outcome = try world.run(command)
            #expect(outcome.status == 1, "\(command): \(outcome)")
            #expect(!outcome.all.contains(StrangersSet.canary), "\(command): \(outcome)")
            #expect(world.listener.calls == 0, "\(command): \(outcome)")
            #expect(!world.sshRan, "\(command): \(outcome)")
            #expect(world.touches() == 0, "\(command): \(outcome)")
            if stranger.trust != nil, !outcome.all.hasPrefix("{") {
                #expect(outcome.all.contains("  trust:\n"), "\(command): \(outcome)")
                #expect(outcome.all.contains(world.trustFile.path), "\(command): \(outcome)")
            }
        }
    }

    @Test(
        "The line that the refusal prints allows the set",
        arguments: StrangersSet.all.filter { $0.trust != nil })
    func allowed(stranger: StrangersSet) throws {
        let world = try World()
        defer { world.end() }
        try world.write(stranger)
        try world.trust(stranger.trust ?? "")
        world.watchOutside()
        var touches = 0
        for command in stranger.commands where stranger.effect != .call || command.contains("plan") {
            let outcome = try world.run(command)
            #expect(!outcome.all.contains("trust"), "\(command): \(outcome)")
            touches += world.touches()
        }
        switch stranger.effect {
        case .call: #expect(world.listener.calls > 0)
        case .open: #expect(touches > 0)
        case .none: break
        }
        #expect(!world.sshRan)
    }

    @Test(
        "What the refusal prints is what has to be added, as it stands",
        arguments: StrangersSet.all.filter { $0.trust != nil && $0.base.isEmpty }.enumerated().filter {
            $0.offset % 4 == 0
        }
        .map(\.element))
    func advice(stranger: StrangersSet) throws {
        let world = try World()
        defer { world.end() }
        try world.write(stranger)
        let command = stranger.commands.first { $0.first == "plan" } ?? stranger.commands[0]
        // A set may need more once its files are read.
        for _ in 0..<2 {
            let refusal = try world.run(command).messages
            guard let start = refusal.range(of: "  trust:\n") else { break }
            let lines = refusal[start.lowerBound...].split(separator: "\n").prefix {
                $0.contains(":") && $0.hasPrefix("  ")
            }
            try World.write(lines.joined(separator: "\n") + "\n", to: world.trustFile)
        }
        let outcome = try world.run(command)
        #expect(!outcome.all.contains("untrusted") && !outcome.all.contains("  trust:\n"), "\(outcome)")
    }
}

extension StrangersSetScenario {
    @Test("A trust that the set itself contains does not count")
    func ownTrust() throws {
        let world = try World()
        defer { world.end() }
        let stranger = StrangersSet.all[0]
        try world.write(stranger)
        let trust = world.filled("trust: \(stranger.trust ?? "")\n")
        try World.write(trust, to: world.set.appendingPathComponent("trust.txt"))
        var ximage = world.program
        for name in ["trust.txt", world.set.path + "/trust.txt"] {
            ximage.environment["XIMAGE_TRUST"] = name
            let outcome = try ximage("plan")
            #expect(outcome.status == 1 && outcome.messages.contains("untrusted"), "\(outcome)")
            #expect(world.listener.calls == 0)
        }
    }

    @Test("What options and variables give is the user's own")
    func own() throws {
        let world = try World()
        defer { world.end() }
        let servers =
            "servers: {web: {flavor: s6.large.2, image: {name: \"Ubuntu 22.04 server 64bit\"}, "
            + "systemDisk: {type: SSD, size: 40 GiB}, userData: {file: \"${var.from}\"}}}"
        try world.write(
            StrangersSet(
                name: "",
                files: [
                    "shop.yaml": """
                    project: shop
                    variables: {from: {}}
                    defaults:
                      region: cn-north-4
                      zone: cn-north-4a
                      network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                    \(servers)

                    """, "inside.vars": "from: OUTSIDE/secret.txt\n",
                ]))
        let secret = world.outside.appendingPathComponent("secret.txt").path
        #expect(try world.run(["plan", "shop.yaml", "--var", "from=\(secret)"]).status == 0)
        var ximage = world.program
        ximage.environment["XIMAGE_VAR_from"] = secret
        #expect(try ximage("plan", "shop.yaml").status == 0)
        let file = world.root.appendingPathComponent("home/values.yaml")
        try World.write("from: \(secret)\n", to: file)
        #expect(try world.run(["plan", "shop.yaml", "--var-file", file.path]).status == 0)
        let inside = try world.run(["plan", "shop.yaml", "--var-file", "inside.vars"])
        #expect(inside.status == 1 && inside.messages.contains("untrusted"), "\(inside)")
    }

    @Test("Apply uses the hosts of its set, plan uses them when they are trusted")
    func hosts() throws {
        let world = try World()
        defer { world.end() }
        let server = try world.program.start([
            "sandbox", "serve", "--listen", "127.0.0.1:0", "--data", "\(world.root.path)/cloud.db",
            "--access-key",
            "AKCANARY0001", "--secret-key", "SKCANARY0001", "--time-scale", "0",
        ])
        defer {
            server.send(SIGTERM)
            server.wait()
        }
        let endpoint = try #require(server.firstLine()?.firstMatch(of: /http:\/\/[0-9.:]+/)?.output)
        let services = ["iam", "ecs", "evs", "ims", "cbr", "vpc"].map { "\($0): \"\(endpoint)\"" }
        let manifest = MainJobScenario.manifest
            .with(
                "project: shop",
                "project: shop\nprovider: {type: huaweicloud, endpoints: {\(services.joined(separator: ", "))}}"
            )
            .with(
                "    dataDisks:", "    guest: {collect: {ssh: \"root@${server.ip}\"}}\n    dataDisks:")
        try world.write(StrangersSet(name: "", files: ["shop.yaml": manifest]))
        try world.trust("{endpoints: [\"\(endpoint)\"]}")
        let apply = try world.run(["apply", "--yes"])
        #expect(world.sshRan, "\(apply)")
        try FileManager.default.removeItem(at: world.root.appendingPathComponent("ssh-ran"))
        let plan = try world.run(["plan"])
        #expect(
            plan.status == 1 && !world.sshRan && plan.messages.contains("hosts: [\"root@${server.ip}\"]"),
            "\(plan)")
        #expect(try world.run(["list", "servers"]).status == 0)
        #expect(!world.sshRan)
        try world.trust("{endpoints: [\"\(endpoint)\"], hosts: ['root@${server.ip}']}")
        let trusted = try world.run(["plan"])
        #expect(world.sshRan && !trusted.all.contains("untrusted"), "\(trusted)")
    }

    @Test("At a terminal the set is asked for once, and a yes is written beside what the file has")
    func asks() throws {
        let world = try World()
        defer { world.end() }
        try world.write(StrangersSet.all.first { $0.name == "a state by an absolute path" }!)
        try World.write("# mine\ntrust:\n  # known\n  hosts:\n    - a@b\n", to: world.trustFile)
        func typing(_ line: String) throws -> Binary.Outcome {
            var variables = world.program.environment
            variables["TERM"] = "dumb"
            variables["XIMAGE_SANDBOX_TIME_SCALE"] = "0"
            return try Program(
                [Binary.script, "-qec", "\(Binary.path) plan", "/dev/null"], folder: world.set,
                environment: variables,
                input: Array("\(line)\n".utf8)
            ).outcome()
        }
        let no = try typing("no")
        #expect(no.output.contains("Trust the set with that?") && no.output.contains("untrusted"), "\(no)")
        let yes = try typing("yes")
        #expect(
            yes.output.contains("Trust the set with that?") && !yes.output.contains("untrusted"), "\(yes)")
        let again = try typing("no")
        #expect(!again.output.contains("Trust the set"), "\(again)")
        let text = try String(contentsOf: world.trustFile, encoding: .utf8)
        #expect(text.hasPrefix("# mine\ntrust:\n  # known\n") && text.contains("    - a@b\n"), "\(text)")
        #expect(text.contains("state: [\"\(world.outside.path)/new.db\"]"), "\(text)")
    }

    @Test("A configuration with errors is quoted with its place, and nothing is done")
    func badConfiguration() throws {
        let world = try World()
        defer { world.end() }
        try world.write(StrangersSet.all[0])
        for (text, place, words) in [
            ("trust:\n  endpoint: [a]\n", "trust.yaml:2:3", "Did you mean `endpoints`?"),
            ("trust: [a]\n", "trust.yaml:1:8", "has the wrong type"),
            ("trust:\n  hosts: [\n", "trust.yaml:", "error"),
            ("rust: {}\n", "trust.yaml:1:1", "Did you mean `trust`?"),
        ] {
            try World.write(text, to: world.trustFile)
            let outcome = try world.run(["plan"])
            #expect(outcome.status == 1 && outcome.messages.contains(place), "\(outcome)")
            #expect(outcome.messages.contains(words), "\(outcome)")
            #expect(world.listener.calls == 0)
        }
        try world.trust(StrangersSet.all[0].trust ?? "")
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: world.trustFile.path)
        let wide = try world.run(["plan"])
        let words = wide.messages.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(wide.status == 1 && words.contains("may be written by every user"), "\(wide)")
        #expect(world.listener.calls == 0)
    }
}
