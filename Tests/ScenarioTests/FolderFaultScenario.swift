import Foundation
import Glibc
import Testing

/// Folders and state files that do not allow what is asked.
@Suite struct FolderFaultScenario {
    /// The program without the rights of root, which no permission stops.
    private func unprivileged(_ binary: Binary) -> Binary {
        guard getuid() == 0 else { return binary }
        var result = binary
        result.prefix = [
            "/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--",
        ]
        return result
    }

    private func mode(_ mode: Int, _ binary: Binary, _ path: String = "") throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode], ofItemAtPath: binary.folder.appendingPathComponent(path).path)
    }

    @Test("In a folder that cannot be written, reading works and writing says which folder and what to do")
    func readOnly() throws {
        try Binary.inFolder(MainJobScenario.manifest) { binary in
            let ximage = unprivileged(binary)
            try mode(0o555, binary)
            defer { try? mode(0o755, binary) }
            let validate = try ximage("validate")
            #expect(validate.status == 0, "\(validate)")
            for command in [["plan"], ["apply", "--yes"]] {
                let outcome = try ximage.start(command).outcome()
                #expect(outcome.status == 1, "\(outcome)")
                #expect(outcome.messages.contains(".ximage"), "\(outcome)")
                #expect(outcome.messages.lowercased().contains("permission denied"), "\(outcome)")
            }
        }
    }

    @Test("A state that may be read and not written is planned from, and an apply leaves it as it is")
    func readOnlyState() throws {
        try Binary.inFolder(MainJobScenario.manifest) { binary in
            #expect(try binary("apply", "--yes").status == 0)
            let ximage = unprivileged(binary)
            let file = binary.folder.appendingPathComponent(".ximage/state.db")
            for suffix in ["", "-wal", "-shm"]
            where FileManager.default.fileExists(atPath: file.path + suffix) {
                try mode(0o444, binary, ".ximage/state.db" + suffix)
            }
            try mode(0o555, binary, ".ximage")
            defer { try? mode(0o755, binary, ".ximage") }
            let before = try Data(contentsOf: file)
            let plan = try ximage("plan", "--refresh=false", "--detailed-exitcode")
            #expect(plan.status == 0, "\(plan)")
            try binary.write(MainJobScenario.manifest.with("team: shop", "team: core"))
            let apply = try ximage("apply", "--yes", "--refresh=false")
            #expect(apply.status == 1, "\(apply)")
            #expect(apply.messages.contains("state.db"), "\(apply)")
            #expect(try Data(contentsOf: file) == before)
        }
    }

    @Test("A state file of a newer format is refused and left as it is")
    func newer() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let file = ximage.folder.appendingPathComponent(".ximage/state.db")
            var bytes = try Data(contentsOf: file)
            // SQLite's user version, big-endian. Source: SQLite file format, offset 60 of the header.
            bytes.replaceSubrange(60..<64, with: [0, 0, 0, 99])
            try bytes.write(to: file)
            for command in [["plan"], ["plan", "--refresh=false"], ["apply", "--yes"], ["show"]] {
                let outcome = try ximage.start(command).outcome()
                #expect(outcome.status == 7, "\(outcome)")
                #expect(outcome.messages.contains("newer ximage"), "\(outcome)")
                #expect(outcome.messages.contains("99"), "\(outcome)")
                #expect(try Data(contentsOf: file) == bytes)
            }
        }
    }

    @Test("A state folder that is a file, and a manifest that is not there, are said")
    func wrongPlaces() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            try Data().write(to: ximage.folder.appendingPathComponent(".ximage"))
            let outcome = try ximage("apply", "--yes")
            #expect(outcome.status != 0 && outcome.messages.contains(".ximage"), "\(outcome)")
            let missing = try ximage("plan", "nowhere")
            #expect(missing.status == 1, "\(missing)")
            #expect(missing.messages.contains("nowhere"), "\(missing)")
        }
    }
}
