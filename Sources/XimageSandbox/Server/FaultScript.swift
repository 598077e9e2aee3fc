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

    init(_ json: JSON) throws(SandboxError) {
        seed = UInt64(json["seed"]?.int ?? 1)
        listLag = json["listLag"]?.number ?? 0
        let known = ["seed", "listLag", "faults"]
        try Self.check(json, known, "the fault script")
        for (index, item) in (json["faults"]?.array ?? []).enumerated() {
            rules.append(try Self.rule(item, number: index + 1))
        }
    }

    private static func check(_ json: JSON, _ known: [String], _ place: String) throws(SandboxError) {
        guard let members = json.object else { throw .invalid(detail: "A mapping is needed in \(place).") }
        for (key, _) in members where !known.contains(key) {
            throw .invalid(
                detail: "\(key) is not known in \(place); there are \(known.joined(separator: ", ")).")
        }
    }

    private static func rule(_ json: JSON, number: Int) throws(SandboxError) -> FaultRule {
        let place = "fault \(number)"
        try check(
            json,
            [
                "match", "delay", "status", "body", "headers", "contentType", "drop", "reset", "truncate",
                "drip", "kill",
                "job", "done", "repeatPages", "padding",
            ], place)
        var rule = FaultRule()
        if let match = json["match"] {
            try check(
                match, ["service", "operation", "method", "path", "from", "times", "probability"], place)
            rule.service = match["service"]?.string
            rule.operation = match["operation"]?.string
            rule.method = match["method"]?.string
            rule.path = match["path"]?.string
            rule.from = match["from"]?.int ?? 1
            rule.times = match["times"]?.int
            rule.probability = match["probability"]?.number ?? 1
        }
        rule.fault.delaySeconds = json["delay"]?.number ?? 0
        rule.fault.repeatsPages = json["repeatPages"]?.bool ?? false
        rule.fault.padding = min(max(json["padding"]?.int ?? 0, 0), 2 << 30)
        rule.fault.deed = try deed(json, place)
        if let job = json["job"] {
            if let code = job["fail"]?.string {
                rule.fault.job = .fail(
                    code: code, reason: job["reason"]?.string ?? "A fault was asked for.",
                    half: job["half"]?.bool ?? false)
            } else if job.string == "stuck" {
                rule.fault.job = .stuck
            } else {
                throw .invalid(detail: "job must be `stuck` or `{fail: CODE}` in \(place).")
            }
        }
        return rule
    }

    private static func deed(_ json: JSON, _ place: String) throws(SandboxError) -> Fault.Deed {
        if let status = json["status"]?.int {
            guard (100...599).contains(status) else {
                throw .invalid(detail: "The status is wrong in \(place).")
            }
            let headers = (json["headers"]?.object ?? []).map {
                Fault.Header(name: $0.key, value: $0.value.text ?? "")
            }
            return .answer(
                status: status, headers: headers, body: json["body"]?.string,
                contentType: json["contentType"]?.string,
                afterwards: json["done"]?.bool ?? false)
        }
        if let when = json["drop"]?.string {
            return .drop(reset: false, afterwards: try isAfter(when, place))
        }
        if let when = json["reset"]?.string {
            return .drop(reset: true, afterwards: try isAfter(when, place))
        }
        if let when = json["kill"]?.string { return .kill(afterwards: try isAfter(when, place)) }
        if let bytes = json["truncate"]?.int { return .truncate(bytes: max(bytes, 0)) }
        if let type = json["contentType"]?.string { return .contentType(type) }
        if let pause = json["drip"]?.int { return .drip(milliseconds: max(pause, 1)) }
        return .none
    }

    private static func isAfter(_ word: String, _ place: String) throws(SandboxError) -> Bool {
        switch word {
        case "after": return true
        case "before": return false
        default: throw .invalid(detail: "\(word) must be `before` or `after` in \(place).")
        }
    }
}

extension SandboxCloud {
    /// Puts the script in force instead of the present one.
    func setFaults(_ text: String) throws(SandboxError) {
        let script = try FaultScript(try readDocument(text))
        faults.set(script.rules, seed: script.seed, listLag: script.listLag, script: text)
    }
}
