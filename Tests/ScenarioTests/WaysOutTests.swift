import Foundation
import Testing

/// Bytes leave the program in a few places, which filter and redact. Another place would go past them.
@Suite struct WaysOutTests {
    private static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources").standardizedFileURL

    /// Each with why.
    private static let known = [
        // The streams and the log, behind `SafeOutput.shown`.
        "ximage/Terminal/Output.swift", "ximage/Files.swift",
        // What ssh reads: a collector.
        "ximage/Guest/ChildProcess.swift",
        // Records, and a counter of tests.
        "XimageState/StateFile.swift", "XimageState/CrashHook.swift",
        // The port file of the sandbox, with the sandbox's own keys.
        "XimageSandbox/Server/Ownership.swift",
    ]

    @Test("Nothing prints or writes past the gates")
    func gates() throws {
        let direct =
            /\bprint\(|debugPrint\(|\bdump\(|FileHandle\.standard|\bfputs\(|\bfwrite\(|\bdprintf\(|(?:^|[ =.])write\([a-z]*descriptor,|Glibc\.write\(|\.write\(to: URL|\.write\(toFile|\.write\(contentsOf|createFile\(|\bNSLog\(|\bsyslog\(/
        var found: Set<String> = []
        let files = try #require(FileManager.default.enumerator(atPath: Self.sources.path))
        for case let path as String in files where path.hasSuffix(".swift") {
            let text = try String(contentsOf: Self.sources.appendingPathComponent(path), encoding: .utf8)
            let code = text.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
            if code.contains(where: { $0.contains(direct) }) { found.insert(path) }
        }
        #expect(found.subtracting(Self.known) == [], "these go past the gates of Output and OutputFile")
        #expect(Set(Self.known).subtracting(found) == [], "these no longer write")
    }

    @Test(
        "Keys of the environment are on no stream, whatever quotes them",
        arguments: ["HUAWEICLOUD_SDK_SK", "HW_SECRET_KEY"])
    func keys(variable: String) throws {
        let key = "SKcanary0123456789abcdefghijklmnopqrstuv"
        try Binary.inFolder(MainJobScenario.manifest.with("web", "web-\(key.prefix(20).lowercased())")) {
            ximage in
            var program = ximage
            program.environment[variable] = key
            for words in [
                ["plan", "--bogus", key], ["plan", "--\(key)"], ["show", key], ["plan", "-C", "/\(key)"],
                ["validate", key.dropFirst(3) + ".yaml"], ["rules", "explain", "\(key.prefix(12))"],
                ["apply", "--yes", "--target", "server.\(key)"],
                ["list", "servers", "--matching", "name=\(key)"],
            ] {
                let outcome = try program.start(words.map { String($0) }).outcome()
                #expect(!outcome.all.contains("canary0123"), "\(words): \(outcome)")
            }
        }
    }
}
