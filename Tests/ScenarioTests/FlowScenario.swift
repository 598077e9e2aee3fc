import Foundation
import Testing
import XimageTestSupport

/// Flows from beginning to end, through the built program: each folder of `Flows` has manifests, perhaps a world, a list
/// of what is done, and the plans that are expected, as text and as JSON.
@Suite struct FlowScenario {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "Flows")

    static var flows: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    @Test("A flow comes to the end that its folder tells", arguments: flows)
    func flow(_ name: String) async throws {
        let source = Self.folder.appendingPathComponent(name)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "ximage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent(".ximage"), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        try await FlowWorld.with(folder) { world in
            var flow = Flow(name: name, source: source, world: world)
            try flow.use("manifests")
            let script = try String(contentsOf: source.appendingPathComponent("flow.txt"), encoding: .utf8)
            for (number, line) in script.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            {
                guard try await flow.carryOut(String(line)) else {
                    Issue.record("\(name)/flow.txt:\(number + 1): \(line)\n\(flow.complaint)")
                    return
                }
            }
            #expect(flow.plans > 0, "\(name) shows no plan")
        }
    }
}

/// What is done, line by line: a word and its arguments. Texts with blanks stand in double quotes.
private struct Flow {
    let name: String
    let source: URL
    let world: FlowWorld
    /// Why the last line did not go as told.
    private(set) var complaint = ""
    private(set) var plans = 0
    private var last = ""

    init(name: String, source: URL, world: FlowWorld) {
        (self.name, self.source, self.world) = (name, source, world)
    }

    mutating func carryOut(_ line: String) async throws -> Bool {
        let words = Self.words(line)
        guard let verb = words.first, !verb.hasPrefix("#") else { return true }
        let rest = Array(words.dropFirst())
        switch verb {
        case "ximage": return try run(rest, status: 0)
        case "exit": return try run(Array(rest.dropFirst(2)), status: Int32(rest[0]) ?? -1)
        case "calm": return try run(["plan", "--detailed-exitcode"] + rest, status: 0)
        case "plan": return try plan(rest[0], Array(rest.dropFirst()))
        case "says": return check(last.contains(rest[0]), "it does not say so:\n\(last)")
        case "hides": return check(!last.contains(rest[0]), "it says so:\n\(last)")
        case "use":
            try use(rest[0])
            return true
        case "remove":
            try FileManager.default.removeItem(at: world.ximage.folder.appendingPathComponent(rest[0]))
            return true
        case "put":
            try await world.put(rest[0], rest[1], Array(rest[2].utf8))
            return true
        case "holds":
            let bytes = try await world.get(rest[0], rest[1], count: rest[2].utf8.count)
            let found = String(decoding: bytes, as: UTF8.self)
            return check(found == rest[2], "it holds `\(found)`")
        default: return check(false, "there is no such word")
        }
    }

    /// Copies files over those of the set.
    func use(_ folder: String) throws {
        let from = source.appendingPathComponent(folder)
        for file in try FileManager.default.contentsOfDirectory(atPath: from.path) {
            let target = world.ximage.folder.appendingPathComponent(file)
            try? FileManager.default.removeItem(at: target)
            try FileManager.default.copyItem(at: from.appendingPathComponent(file), to: target)
        }
    }

    private mutating func run(_ arguments: [String], status: Int32) throws -> Bool {
        let filled = try arguments.map(world.filled).map {
            $0.replacingOccurrences(of: "FLOW/", with: source.path + "/")
        }
        let outcome = try world.ximage.start(filled).outcome()
        last = outcome.all
        return check(outcome.status == status, "\(outcome)")
    }

    /// A plan as text and as JSON, with what differs from run to run left out.
    private mutating func plan(_ file: String, _ options: [String]) throws -> Bool {
        plans += 1
        for (form, end) in [("text", "txt"), ("json", "json")] {
            let outcome = try world.ximage.start(["plan", "--format", form] + options.map(world.filled))
                .outcome()
            last = outcome.all
            guard [0, 2, 3].contains(outcome.status) else { return check(false, "\(outcome)") }
            expectGolden(
                FlowText.stable(outcome.output), "\(file).\(end)",
                filePath: source.appendingPathComponent("flow.txt").path)
        }
        return true
    }

    private mutating func check(_ holds: Bool, _ text: String) -> Bool {
        if !holds { complaint = text }
        return holds
    }

    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var (isQuoted, isOpen) = (false, false)
        for character in line {
            switch character {
            case "\"":
                isQuoted.toggle()
                isOpen = true
            case " " where !isQuoted:
                if isOpen || !word.isEmpty { words.append(word) }
                (word, isOpen) = ("", false)
            default: word.append(character)
            }
        }
        return isOpen || !word.isEmpty ? words + [word] : words
    }
}

@Suite struct FlowTextTests {
    @Test("A further rule changes no golden file, whatever came of it")
    func countsOfRules() {
        let text = """
            Checks
              175 rules: 96 passed, 6 with findings, 2 lacking a fact, 3 checked again before their step, 68
              not applicable.
            """
        let other = """
            Checks
              176 rules: 97 passed, 79 not applicable.
            """
        #expect(FlowText.stable(text) == FlowText.stable(other))
        let json = """
            "checks": {"rules": 175, "passed": 48, "violated": 3, "unknown": 0, "deferred": 23, "notApplicable": 101}
            """
        let more = """
            "checks": {"rules": 176, "passed": 48, "violated": 3, "unknown": 1, "deferred": 23, "notApplicable": 101}
            """
        #expect(FlowText.stable(json) == FlowText.stable(more))
        #expect(FlowText.stable("\"secondsNineOfTen\": 0") == FlowText.stable("\"secondsNineOfTen\": 3"))
        #expect(FlowText.stable("\"unchanged\": 5") == "\"unchanged\": 5")
    }
}

/// Texts without what chance or the clock has put into them.
enum FlowText {
    static func stable(_ text: String) -> String {
        var result = text
        var ids: [String: String] = [:]
        for match in text.matches(of: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/) {
            let id = String(match.output)
            if ids[id] == nil { ids[id] = "<id \(ids.count + 1)>" }
        }
        for (id, name) in ids { result = result.replacingOccurrences(of: id, with: name) }
        result.replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| UTC)?/, with: "<time>")
        result.replace(/10\.0\.\d+\.\d+/, with: "<address>")
        // How many batches a run writes depends on what ends at the same time.
        result.replace(/State serial \d+/, with: "State serial <n>")
        // The mark lineage at the end of a backup's name.
        result.replace(/(_[a-z2-7]{10}_g\d+)_[a-z2-7]{5}/) { "\($0.output.1)_<marks>" }
        result.replace(/"serial": \d+/, with: "\"serial\": \"<n>\"")
        // How many rules there are is no matter of a flow: a further one changes no golden file.
        result.replace(/\d+ rules: [^.]*\./, with: "<n> rules.")
        result.replace(/"(?:rules|passed|violated|unknown|deferred|notApplicable)": \d+/) { match in
            "\(match.output.prefix { $0 != ":" }): \"<n>\""
        }
        // Learned from how long earlier steps of the flow took on this machine.
        result.replace(/"seconds(?:NineOfTen)?": \d+/) { match in
            "\(match.output.prefix { $0 != ":" }): \"<n>\""
        }
        return result.split(separator: "\n", omittingEmptySubsequences: false)
            .filter {
                !$0.hasPrefix("Takes about") && !$0.contains("\"lineage\"") && !$0.contains("\"digest\"")
            }
            .joined(separator: "\n")
    }
}
