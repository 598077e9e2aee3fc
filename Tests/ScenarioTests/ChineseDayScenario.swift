import Testing
import XimageTestSupport

/// In Chinese all of it is Chinese: what a run shows, asks, does and refuses.
@Suite struct ChineseDayScenario {
    /// Commands that a person types in this order, on an empty machine.
    private static let day: [[String]] = [
        ["validate"], ["plan"], ["plan", "--verbose"], ["apply"], ["apply", "--yes"], ["plan"],
        ["apply", "--yes"],
        ["status"], ["show"], ["show", "server.web"], ["show", "image.golden"], ["list", "servers"],
        ["list", "images"], ["list", "vaults"], ["list", "generations"], ["list", "orphans"],
        ["list", "space"],
        ["list", "quotas"], ["list", "zones"], ["list", "networks"],
        ["list", "servers", "--matching", "name=none"],
        ["drift"], ["state", "verify"], ["state", "history"], ["state", "history", "--run", "1"],
        ["state", "list", "x*"],
        ["snapshot", "server:web", "--yes"], ["plan", "--out", "shop.plan"], ["plan", "--destroy"],
        ["destroy"],
        ["destroy", "--yes"], ["resume"], ["clean", "--all", "--yes"], ["state", "recover"],
    ]

    /// Commands that are refused.
    private static let slips: [[String]] = [
        ["show", "server.nope"], ["show", "nothing"], ["import", "server.none", "1"],
        ["import", "server.web", "1"],
        ["restore", "image.none", "--as", "again"], ["snapshot", "server:nope"], ["snapshot", "server:web"],
        ["state", "rm", "server.none"], ["state", "mv", "server.web", "disk.web.data"],
        ["state", "history", "--run", "99"], ["state", "abandon", "create server.web"],
        ["rules", "explain", "VA999"],
        ["explain", "servers.nothing"], ["list", "zones", "--region", "nowhere"], ["apply", "none.plan"],
        ["list", "servers", "--columns", "colour"], ["import", "--matching", "name=none"],
        ["facts", "show", "server.web"], ["sandbox", "reset"], ["graph", "--format", "tree"],
        ["apply", "--expect-digest", "01234567890123456789012345"],
    ]

    @Test("A day at the command line, and what it refuses")
    func speaksChinese() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            var ximage = ximage
            ximage.environment["XIMAGE_LANG"] = "zh"
            for words in Self.day.prefix(5) + Self.slips + Self.day.dropFirst(5) {
                let outcome = try ximage.start(words).outcome()
                #expect(!outcome.all.isEmpty, "\(words)")
                for line in outcome.all.split(separator: "\n") {
                    #expect(Self.english(String(line)) == nil, "ximage \(words): \(line)")
                }
            }
        }
    }

    /// Prose outside commands, quotations and names.
    private static func english(_ line: String) -> Substring? {
        let text = line.drop { $0 == " " }
        // A command to copy, a line of a manifest.
        guard !text.hasPrefix("ximage "), !text.hasPrefix("#"), !text.contains("|") else { return nil }
        let plain = text.replacing(/ximage .*|--format json|`[^`]*`|“[^”]*”|"[^"]*"|Ubuntu [^,）]*/, with: "")
        return plain.firstMatch(of: /[a-z]{3,} [a-z]{2,}( |$)/)?.0
    }
}
