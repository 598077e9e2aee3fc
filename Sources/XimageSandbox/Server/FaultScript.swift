/// Reads a fault script. It is a mapping with `seed`, `listLag` (seconds) and `faults`, a list of rules:
///
/// ```yaml
/// seed: 7
/// listLag: 5
/// faults:
///   - match: {service: ecs, operation: CreateServers, from: 2, times: 1, probability: 0.5}
///     drop: after            # or before; `reset: after`, `kill: after`
///   - match: {operation: "List*"}
///     delay: 0.2
///     status: 429
///     headers: {Retry-After: "3"}
///   - match: {operation: CreateWholeImage}
///     job: {fail: IMG.0014, reason: internal}   # or `job: stuck`
/// ```
struct FaultScript {
    var seed: UInt64 = 1
    var listLag = 0.0
    var rules: [FaultRule] = []

    init(_ text: String) throws(SandboxError) {
        let node = try DocumentNode(reading: text)
        try node.check(["seed", "listLag", "faults"], "the fault script")
        seed = UInt64(bitPattern: Int64(node["seed"]?.json.exactInt ?? 1))
        listLag = try Self.amount(node["listLag"], "listLag")
        for (index, item) in (node["faults"]?.array ?? []).enumerated() {
            rules.append(try Self.rule(item, "fault \(index + 1)"))
        }
    }

    private static func rule(_ node: DocumentNode, _ place: String) throws(SandboxError) -> FaultRule {
        try node.check(
            [
                "match", "delay", "status", "body", "headers", "contentType", "drop", "reset", "truncate",
                "drip", "kill", "job", "done", "repeatPages", "padding",
            ], place)
        var rule = FaultRule()
        if let match = node["match"] { try read(match, place, into: &rule) }
        rule.fault.delaySeconds = try amount(node["delay"], "delay")
        rule.fault.repeatsPages = node["repeatPages"]?.bool ?? false
        rule.fault.padding = min(max(node["padding"]?.int ?? 0, 0), 2 << 30)
        rule.fault.deed = try deed(node)
        if let job = node["job"] {
            if let code = job["fail"]?.string {
                rule.fault.job = .fail(
                    code: code, reason: job["reason"]?.string ?? "A fault was asked for.",
                    half: job["half"]?.bool ?? false)
            } else if job.string == "stuck" {
                rule.fault.job = .stuck
            } else {
                throw job.wrong("job must be `stuck` or `{fail: CODE}` in \(place).")
            }
        }
        return rule
    }

    private static func read(_ match: DocumentNode, _ place: String, into rule: inout FaultRule)
        throws(SandboxError)
    {
        try match.check(
            ["service", "operation", "method", "path", "from", "times", "probability"], "match of \(place)")
        rule.service = match["service"]?.string
        rule.operation = match["operation"]?.string
        rule.method = match["method"]?.string
        rule.path = match["path"]?.string
        if let from = match["from"] {
            guard let number = from.int, number >= 1 else { throw from.wrong("from counts calls from 1.") }
            rule.from = number
        }
        if let times = match["times"] {
            guard let number = times.int, number >= 0 else { throw times.wrong("times must be a number.") }
            rule.times = number
        }
        if let probability = match["probability"] {
            guard let number = probability.number, (0...1).contains(number) else {
                throw probability.wrong("probability must be between 0 and 1.")
            }
            rule.probability = number
        }
        // A name that no operation has would never strike, and the script would seem to be in force.
        if let name = match["operation"], let pattern = name.string {
            let names = Router.services.operations.map(\.name)
            let text = Array(pattern.utf8)[...]
            guard names.contains(where: { globMatches(Array($0.utf8)[...], text) }) else {
                throw name.wrong("There is no operation \(pattern); docs/sandbox.md lists them.")
            }
        }
    }

    /// Longest time that a fault or one call of the clock takes: 30 years.
    static let longestSeconds = 1e9

    private static func amount(_ node: DocumentNode?, _ name: String) throws(SandboxError) -> Double {
        guard let node else { return 0 }
        guard let number = node.number, (0...longestSeconds).contains(number) else {
            throw node.wrong("\(name) must be a number of seconds between 0 and \(Int(longestSeconds)).")
        }
        return number
    }

    private static func deed(_ node: DocumentNode) throws(SandboxError) -> Fault.Deed {
        if let status = node["status"] {
            guard let code = status.int, (100...599).contains(code) else {
                throw status.wrong("status must be an HTTP status between 100 and 599.")
            }
            let headers = (node["headers"]?.members ?? []).map {
                Fault.Header(name: $0.key, value: $0.value.text ?? "")
            }
            return .answer(
                status: code, headers: headers, body: node["body"]?.string,
                contentType: node["contentType"]?.string,
                afterwards: node["done"]?.bool ?? false)
        }
        if let when = node["drop"] { return .drop(reset: false, afterwards: try isAfter(when)) }
        if let when = node["reset"] { return .drop(reset: true, afterwards: try isAfter(when)) }
        if let when = node["kill"] { return .kill(afterwards: try isAfter(when)) }
        if let bytes = node["truncate"]?.int { return .truncate(bytes: max(bytes, 0)) }
        if let type = node["contentType"]?.string { return .contentType(type) }
        if let pause = node["drip"]?.int { return .drip(milliseconds: max(pause, 1)) }
        return .none
    }

    private static func isAfter(_ node: DocumentNode) throws(SandboxError) -> Bool {
        switch node.string {
        case "after": return true
        case "before": return false
        default: throw node.wrong("\(node.text ?? "This") must be `before` or `after`.")
        }
    }
}

extension SandboxCloud {
    /// Puts the script in force instead of the present one; an empty text clears it. It stays in force until it is
    /// cleared, also when another process takes over.
    func setFaults(_ text: String) async throws {
        let script = text.isEmpty ? nil : try FaultScript(text)
        faults.set(
            script?.rules ?? [], seed: script?.seed ?? 1, listLag: script?.listLag ?? 0, script: text)
        try await change { world in
            world.setListLag(script?.listLag ?? 0)
            world.keepFaults(self.faults.progress)
        }
    }

    /// Writes down how far the script has come, so that a rule for one call strikes once, whoever answers the next.
    func keepFaults() -> Int? {
        write { $0.keepFaults(self.faults.progress) }
    }
}

extension FaultBook {
    /// Takes up the script that the data file says is in force, where it was left.
    func restore(_ settings: Settings) throws(SandboxError) {
        guard !settings.faultScript.isEmpty else { return }
        let script = try FaultScript(settings.faultScript)
        set(script.rules, seed: script.seed, listLag: script.listLag, script: settings.faultScript)
        progress = Progress(settings)
    }
}

extension World {
    func keepFaults(_ progress: FaultBook.Progress) {
        settings.faultScript = progress.script
        settings.faultMatches = progress.matched
        settings.faultStrikes = progress.struck
        settings.faultRandom = Int(bitPattern: UInt(progress.random))
        save(settings)
    }
}

extension FaultBook.Progress {
    init(_ settings: Settings) {
        self.init(
            script: settings.faultScript, matched: settings.faultMatches, struck: settings.faultStrikes,
            random: UInt64(UInt(bitPattern: settings.faultRandom)))
    }
}
