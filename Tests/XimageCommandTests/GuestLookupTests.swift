import Foundation
import Testing
import XimageCore
import XimageGuest
import XimageTestSupport

@testable import ximage

@Suite struct GuestLookupTests {
    private static var server: LiveResource {
        LiveResource(
            kind: .server, region: "cn-north-4", id: "5c3a9a5e-0b1c-4f4e-9b6e-2e1d9c0a7f11", name: "billing",
            attributes: [
                .ip: "192.168.0.10", .zone: "cn-north-4a", .tags: .strings(["key": "-oProxyCommand=x"]),
            ],
            facts: .server(ServerFacts(osType: "Linux")))
    }

    @Test(
        "Parts that only the server has are filled in",
        arguments: [
            ("root@${server.ip}", "root@192.168.0.10"),
            ("facts/${source.id}.json", "facts/\(Self.server.id).json"),
            ("${source.name}-${server.zone}", "billing-cn-north-4a"), ("plain", "plain"),
            ("${server.nothing}", nil),
            ("${source.tags.none}", nil), ("${server.ip", nil),
        ])
    func fillsIn(template: String, expected: String?) {
        #expect(GuestTemplate(server: Self.server).filled(template) == expected)
    }

    @Test(
        "Only plain users and addresses reach ssh",
        arguments: [
            ("root@192.168.0.10", true), ("host.example", true), ("ops@[fe80::1%eth0]", true), ("", false),
            ("-oProxyCommand=x", false), ("root@-x", false), ("a@b@c", false), ("root@h x", false),
            ("root@h;id", false), ("root@h\n", false), ("ssh://h", false), ("@h", false),
        ])
    func checksTargets(text: String, isPlain: Bool) {
        #expect(((try? SSHTarget(text)) != nil) == isPlain)
        #expect(((try? SSHTarget("h", jump: text)) != nil) == isPlain)
    }

    @Test("A tag that looks like an option is no address")
    func distrustsTags() async {
        var settings = GuestSettings()
        settings.collect = .init(ssh: "${source.tags.key}")
        var trust = Trust(folder: "/")
        trust.allowsHosts = true
        let lookup = GuestLookup(
            store: FactsStore(statePath: "/nowhere/state.db"), disks: nil, trust: trust,
            now: { Timestamp(milliseconds: 0) })
        let subject = GuestSubject(
            image: Address(.image, "golden"), server: nil, region: "cn-north-4", live: Self.server, disks: [],
            settings: settings)
        let reports = await lookup.reports(on: [subject])
        #expect(
            reports[subject.image]
                == .nothing("collecting failed: `-oProxyCommand=x` is no user and address for ssh"))
    }

    // MARK: Store

    @Test("Facts are kept for their owner alone, and come back as they were")
    func keeps() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "ximage-facts-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = FactsStore(statePath: folder.appending(path: "state.db").path())
        var facts = GuestFacts(origin: GuestOrigin(.collected, "root@h"))
        facts.collectedAt = Timestamp("2026-06-01T00:00:00Z")
        #expect(try store.facts(of: "a") == nil)
        try store.save(facts, of: "a")
        facts.remarks = ["again"]
        try store.save(facts, of: "a")
        #expect(try store.facts(of: "a") == facts)
        let path = store.path(of: "a")
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder) == ["a.json"])
    }

    @Test("No id leads out of the folder", arguments: ["../../etc/passwd", "a/b", "", ".hidden", "a\u{0}b"])
    func staysInside(id: String) {
        let store = FactsStore(statePath: ".ximage/state.db")
        let name = store.path(of: id).dropFirst(store.folder.count + 1)
        #expect(name.hasPrefix("x-") && !name.contains("/"))
    }

    // MARK: Disks

    private struct Disks: ServerDisks {
        var all: [RemoteID: [ReadableDisk]]

        func disks(of servers: [RemoteID]) async throws -> [RemoteID: [ReadableDisk]] { all }
        func read(_ disk: RemoteID, at offset: Int64, count: Int) async throws -> [UInt8] {
            struct Unreadable: Error, CustomStringConvertible { let description = "bad sector" }
            throw Unreadable()
        }
    }

    @Test("Blank disks are not read at all; one that cannot be read gives no facts")
    func readsDisks() async throws {
        let disk = ReadableDisk(id: "d", device: "/dev/vda", bytes: 40 << 30, isBlank: true)
        func report(_ disk: ReadableDisk) async -> GuestReport? {
            let lookup = GuestLookup(
                store: FactsStore(statePath: "/nowhere/state.db"),
                disks: Disks(all: [Self.server.id: [disk]]), trust: Trust(folder: "/"),
                now: { Timestamp(milliseconds: 0) })
            let subject = GuestSubject(
                image: Address(.image, "golden"), server: nil, region: "cn-north-4", live: Self.server,
                disks: [],
                settings: nil)
            return await lookup.reports(on: [subject])[subject.image]
        }
        guard case .facts(let facts)? = await report(disk) else {
            Issue.record("blank disks gave no facts")
            return
        }
        #expect(facts.instanceID == Self.server.id && facts.linux?.volumeGroups == .known([]))
        #expect(facts.disks.value == [GuestDisk(name: "vda", bytes: 40 << 30, serial: "d")])
        var written = disk
        written.isBlank = false
        #expect(await report(written) == .nothing("bad sector"))
    }

    // MARK: Programs

    @Test("A program that takes too long, or says too much, is ended")
    func endsPrograms() async throws {
        let slow = try await ChildProcess(limit: .milliseconds(200), outputLimit: 1000).run(
            "sleep", ["60"], input: [])
        #expect(slow.wasStopped)
        let loud = try await ChildProcess(limit: .seconds(30), outputLimit: 1000).run("yes", [], input: [])
        #expect(loud.wasStopped && loud.output.count == 1000)
        let fine = try await ChildProcess(limit: .seconds(30), outputLimit: 1000).run(
            "cat", [], input: Array("hello".utf8))
        #expect(fine.status == 0 && fine.output == Array("hello".utf8) && !fine.wasStopped)
    }

    @Test("A program such as ssh gets no keys, no values of variables and no passwords of databases")
    func environmentOfPrograms() async throws {
        let secrets = [
            "HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN", "HW_SECRET_KEY",
            "HW_ACCESS_KEY", "HW_SECURITY_TOKEN", "XIMAGE_VAR_rootPassword", "PGPASSWORD", "PGPASSFILE",
        ]
        var all = ["PATH": "/bin", "HOME": "/root", "SSH_AUTH_SOCK": "/tmp/agent", "HWLOC": "seen"]
        for name in secrets { all[name] = "CANARY" }
        #expect(
            ChildProcess.environment(all)
                == ["HOME=/root", "HWLOC=seen", "PATH=/bin", "SSH_AUTH_SOCK=/tmp/agent"])
        // It is what programs are started with.
        let started = try await ChildProcess(limit: .seconds(30), outputLimit: 1 << 20).run(
            "env", [], input: [])
        let lines = String(decoding: started.output, as: UTF8.self).split(separator: "\n").map(String.init)
        #expect(Set(lines).isSubset(of: Set(ChildProcess.environment() + ["_=/usr/bin/env"])))
    }
}

/// A real server of OpenSSH on the loopback interface, with keys made for the test.
@Suite struct SSHServerTests {
    private static let isPossible: Bool = {
        let files = FileManager.default
        return getuid() == 0 && files.isExecutableFile(atPath: "/usr/sbin/sshd")
            && files.fileExists(atPath: "/run/sshd") && files.isExecutableFile(atPath: "/usr/bin/ssh")
    }()

    @Test(
        "Facts over a real connection; an unknown host key is refused with a word on what to do",
        .enabled(if: isPossible, "needs root, sshd and its folder /run/sshd"))
    func collects() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "ximage-sshd-\(UUID().uuidString)"
        ).path()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
            try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: "\(folder)/\(name)")
        }
        for key in ["host", "user"] {
            let made = try await ChildProcess(limit: .seconds(30), outputLimit: 4096).run(
                "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", "\(folder)/\(key)"], input: [])
            try #require(made.status == 0)
        }
        try write("authorized_keys", String(contentsOfFile: "\(folder)/user.pub", encoding: .utf8))
        let port = try Self.freePort()
        try write(
            "sshd_config",
            """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(folder)/host
            AuthorizedKeysFile \(folder)/authorized_keys
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no

            """)
        let server = try Program(["/usr/sbin/sshd", "-D", "-e", "-f", "\(folder)/sshd_config"])
        defer {
            server.send(SIGTERM)
            server.wait()
        }
        // Its own word that it listens.
        let listens = server.waits(for: "listening on")
        try #require(listens, "\(String(decoding: server.complained, as: UTF8.self))")

        try write(
            "config",
            """
            Host *
              Port \(port)
              User root
              IdentityFile \(folder)/user
              IdentitiesOnly yes
              UserKnownHostsFile \(folder)/known_hosts

            """)
        try write("client", "#!/bin/sh\nexec /usr/bin/ssh -F '\(folder)/config' \"$@\"\n", mode: 0o700)
        var collector = SSHCollector()
        collector.program = "\(folder)/client"
        let target = try SSHTarget("127.0.0.1")
        let refusal = await #expect(throws: SSHCollector.Failure.self) {
            try await collector.collect(target, .linux)
        }
        #expect(refusal?.description.contains("Host key verification failed") == true)
        #expect(refusal?.fix?.contains("known_hosts") == true)

        let key = try String(contentsOfFile: "\(folder)/host.pub", encoding: .utf8)
        try write("known_hosts", "[127.0.0.1]:\(port) \(key)")
        let facts = try await collector.collect(target, .linux)
        #expect(facts.family == .known(.linux) && facts.system.value != nil)
        #expect(facts.origin == GuestOrigin(.collected, "127.0.0.1"))
        // The server is this machine: the script that runs here without a connection finds the same.
        let printed = try await ChildProcess(limit: .seconds(120), outputLimit: FactsDocument.limit).run(
            "sh", ["-s"], input: Array(LinuxScript.text.utf8))
        let here = try FactsDocument.read(printed.output, origin: GuestOrigin(.collected))
        #expect(facts.system == here.system)
        #expect(facts.linux?.volumeGroups == here.linux?.volumeGroups)
        #expect(facts.linux?.logicalVolumes == here.linux?.logicalVolumes)
        #expect(facts.linux?.mounts == here.linux?.mounts)
        #expect(facts.linux != nil)
    }

    /// One that the system gives out; another program could take it before sshd does, but hardly within a moment.
    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                try #require(bind(descriptor, pointer, length) == 0)
                try #require(getsockname(descriptor, pointer, &length) == 0)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
    }
}
