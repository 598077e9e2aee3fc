import Foundation
import Testing
import XimageCore
import XimageTestSupport

@testable import XimageGuest

/// Programs of the machine that runs the tests.
enum Tool {
    struct Outcome {
        var status: Int32
        var output: [UInt8]
    }

    static func run(_ arguments: String..., input: String = "") throws -> Outcome {
        let variables = ProcessInfo.processInfo.environment.merging([
            "LVM_SUPPRESS_FD_WARNINGS": "1", "LC_ALL": "C",
            "PATH": "/usr/sbin:/sbin:" + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
        ]) { $1 }
        let program = try Program(
            ["/usr/bin/env"] + arguments, environment: variables, input: Array(input.utf8))
        return Outcome(status: program.wait(), output: program.said)
    }

    /// Whether loop devices and LVM can be used here: as root, with the tools.
    static let canMakeVolumes: Bool = {
        guard getuid() == 0, (try? run("pvcreate", "--version"))?.status == 0 else { return false }
        guard let outcome = try? run("losetup", "-f") else { return false }
        return outcome.status == 0
    }()
}

@Suite struct LiveTests {
    @Test("The script for Linux runs here, changes nothing and prints what can be read")
    func runsScript() throws {
        let outcome = try Tool.run("sh", "-s", input: LinuxScript.text)
        #expect(outcome.status == 0)
        let facts = try FactsDocument.read(outcome.output, origin: GuestOrigin(.collected))
        #expect(facts.family == .known(.linux))
        #expect(facts.system.value != nil)
    }

    @Test(
        "A group that LVM makes on loop devices reads the same from the disks and from LVM's own reports",
        .enabled(if: Tool.canMakeVolumes, "needs root, loop devices and LVM"))
    func agreesWithLVM() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "ximage-lvm-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let group = "ximage\(getpid())"
        var devices: [String] = []
        defer {
            _ = try? Tool.run("vgremove", "-f", "-y", "--driverloaded", "n", group)
            for device in devices { _ = try? Tool.run("losetup", "-d", device) }
            try? FileManager.default.removeItem(at: folder)
        }
        var files: [String] = []
        for name in ["a", "b"] {
            let path = folder.appending(path: "\(name).img").path()
            try Data().write(to: URL(filePath: path))
            #expect(truncate(path, 64 << 20) == 0)
            let made = try Tool.run("losetup", "--show", "-f", path)
            #expect(made.status == 0)
            devices.append(String(decoding: made.output, as: UTF8.self).trimmingCharacters(in: .newlines))
            files.append(path)
        }
        for device in devices { #expect(try Tool.run("pvcreate", "-q", device).status == 0) }
        #expect(try Tool.run("vgcreate", "-q", group, devices[0], devices[1]).status == 0)
        for (name, size) in [("wide", "20"), ("narrow", "2")] {
            let made = try Tool.run(
                "lvcreate", "--driverloaded", "n", "-an", "-Zn", "-Wn", "-y", "-n", name, "-l", size, group)
            #expect(made.status == 0)
        }
        sync()

        let offline = try await DiskInspector(files.map { try RawImage(path: $0) }).facts()
        let seen = try #require(offline.linux?.volumeGroups.value?.first { $0.name == group })
        #expect(seen.count == 2 && seen.missing == 0)
        let collected = try FactsDocument.read(
            Tool.run("sh", "-s", input: LinuxScript.text).output, origin: GuestOrigin(.collected))
        let reported = try #require(collected.linux?.volumeGroups.value?.first { $0.name == group })
        #expect(reported.uuid == seen.uuid && reported.count == seen.count)
        func spans(_ facts: GuestFacts) -> [String: Int] {
            let own = (facts.linux?.logicalVolumes.value ?? []).filter { $0.group == group }
            return Dictionary(uniqueKeysWithValues: own.map { ($0.name, $0.physicalVolumes.count) })
        }
        #expect(spans(offline) == ["wide": 2, "narrow": 1])
        #expect(spans(collected) == spans(offline))
    }

    @Test("A raw image is told from other formats")
    func refusesContainers() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "ximage-\(UUID().uuidString)")
            .path()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data("QFI".utf8 + [0xFB] + [UInt8](repeating: 0, count: 1024)).write(to: URL(filePath: path))
        #expect(throws: InspectionError.self) { try RawImage(path: path) }
        #expect(throws: InspectionError(path + "-none", "No such file or directory")) {
            try RawImage(path: path + "-none")
        }
    }
}
