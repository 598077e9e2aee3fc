import Foundation
import Glibc
import Testing
import XimageTestSupport

/// Every option that reads a file, given something that is none: a clear error at once, never a wait. Pipes that deliver work where
/// a person types the path.
@Suite struct InputFileScenario {
    /// Arguments in which `FILE` stands for the path, or the name of a variable that holds it.
    struct Reader: Sendable, CustomTestStringConvertible {
        var words: [String]
        var variable: String?
        var isOnCloud = false
        var testDescription: String { variable ?? words.joined(separator: " ") }

        init(_ words: String...) { self.words = words }

        init(variable: String, isOnCloud: Bool = false, _ words: String...) {
            (self.variable, self.isOnCloud, self.words) = (variable, isOnCloud, words)
        }
    }

    static let readers = [
        Reader("plan", "FILE"), Reader("plan", "-C", "FILE"), Reader("validate", "FILE"),
        Reader("validate", "--syntax-only", "FILE"), Reader("fmt", "--check", "FILE"),
        Reader("plan", "--var-file", "FILE"), Reader("show", "FILE"), Reader("apply", "FILE", "--yes"),
        Reader("facts", "import", "FILE"), Reader("facts", "inspect", "FILE"),
        Reader("facts", "inspect", "ximage.yaml", "--hive", "FILE"), Reader("sandbox", "seed", "FILE"),
        Reader("sandbox", "faults", "set", "FILE"), Reader("sandbox", "export", "--data", "FILE"),
        Reader("sandbox", "reset", "--yes", "--data", "FILE"),
        Reader(variable: "XIMAGE_TRUST", "plan"),
        Reader(variable: "HUAWEICLOUD_SDK_CREDENTIALS_FILE", isOnCloud: true, "plan"),
        Reader(variable: "HW_SHARED_CONFIG_FILE", isOnCloud: true, "plan"),
        Reader(variable: "XIMAGE_LOG", "plan"),
    ]

    @Test(
        "A pipe without another end, a device and a folder are refused by name", arguments: readers,
        ["pipe", "/dev/zero", "folder"])
    func refused(_ reader: Reader, _ path: String) throws {
        // A log may go to a device, and a set may be a folder.
        if reader.variable == "XIMAGE_LOG", path == "/dev/zero" { return }
        if path == "folder", reader.words.first == "fmt" { return }
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            var program = ximage
            let whole = path.hasPrefix("/") ? path : ximage.folder.path + ".input"
            defer { if !path.hasPrefix("/") { try? FileManager.default.removeItem(atPath: whole) } }
            if path == "pipe" { #expect(mkfifo(whole, 0o600) == 0) }
            if path == "folder" {
                #expect(mkdir(whole, 0o700) == 0)
                try "kept".write(toFile: whole + "/kept", atomically: false, encoding: .utf8)
            }
            if let variable = reader.variable { program.environment[variable] = whole }
            if reader.isOnCloud {
                try ximage.write(
                    MainJobScenario.manifest.with("project: shop", "project: shop\nprovider: huaweicloud"))
            }
            program.prefix = ["/usr/bin/timeout", "60"]
            let words = reader.words.map { $0 == "FILE" ? whole : $0 }
            let outcome = try program.start(words).outcome()
            #expect(outcome.status == 1, "\(outcome)")
            #expect(outcome.messages.contains("error["), "\(outcome)")
            if path == "folder" { #expect(access(whole + "/kept", F_OK) == 0, "\(outcome)") }
        }
    }

    @Test("A pipe that delivers is read", arguments: ["true", "sleep 0.3"])
    func delivered(pause: String) throws {
        let manifest = MainJobScenario.manifest.with(
            "project: shop", "project: shop\nvariables: {a: {default: x}}")
        let facts = #"{"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {}}"#
        for (words, text) in [
            ("validate --explain-vars --var-file PIPE", "a: delivered"),
            ("plan --var-file PIPE", "a: delivered"),
            ("sandbox seed PIPE", "regions: {}"), ("sandbox faults set PIPE", "faults: []"),
            ("facts import PIPE --server i-1", facts),
        ] {
            try Binary.inFolder(manifest) { ximage in
                var program = ximage
                let command = words.replacingOccurrences(of: "PIPE", with: "<(\(pause); printf %s '\(text)')")
                program.prefix = ["/bin/bash", "-c", "\"$0\" \(command)"]
                let outcome = try program.start([]).outcome()
                #expect(outcome.status == 0, "\(words): \(outcome)")
                if words.contains("explain") { #expect(outcome.output.contains("delivered"), "\(outcome)") }
            }
        }
    }

    @Test("A request log goes into a pipe that is read, and ends where nobody reads it")
    func log() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            var program = ximage
            program.prefix = ["/bin/bash", "-c", "XIMAGE_LOG=>(cat > log) \"$0\" plan; sleep 0.2"]
            #expect(try program.start([]).outcome().status == 0)
            let log = try String(contentsOfFile: ximage.folder.path + "/log", encoding: .utf8)
            #expect(log.contains(" ecs GET "), "\(log)")
        }
    }

    @Test(
        "Standard input without an end is read up to the limit",
        arguments: [["fmt", "-"], ["sandbox", "seed", "-"]])
    func endless(words: [String]) throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            var program = ximage
            program.prefix = ["/bin/sh", "-c", "ulimit -v 4000000; \"$@\" < /dev/zero", "--"]
            let outcome = try program.start(words).outcome()
            #expect(outcome.status == 1 && outcome.messages.contains("64 MiB"), "\(outcome)")
        }
    }

    @Test("Only a sandbox is removed as one", arguments: ["ximage.yaml", ".ximage/state.db"])
    func reset(path: String) throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            let outcome = try ximage("sandbox", "reset", "--yes", "--data", path)
            #expect(
                outcome.status == 1 && outcome.messages.contains("no data file of the sandbox"), "\(outcome)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            #expect(try ximage("sandbox", "reset", "--yes").status == 0)
            #expect(access(ximage.folder.path + "/.ximage/sandbox.db", F_OK) != 0)
        }
    }
}
