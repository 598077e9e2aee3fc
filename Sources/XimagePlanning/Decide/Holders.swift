import XimageCore

/// What keeps a generation that would go otherwise.
struct Holders {
    let world: World

    /// In full sentences without their subject.
    func of(
        _ record: ResourceRecord, _ object: LiveResource, _ referred: [String], after earlier: Decisions
    ) -> [String] {
        var result = referred
        if record.protect { result.append("it is protected") }
        if world.isBroughtBack(record) { result.append("`undelete` brought it back") }
        if case .image(let facts) = object.facts, facts.isBeingCopied { result.append("it is being copied") }
        let servers = (world.serversByImage[record.id] ?? []).filter { !earlier.deletes($0.id) }
        if !servers.isEmpty {
            let shown = servers.prefix(3).map { "server \"\($0.name)\"" }.joined(separator: ", ")
            let more = servers.count > 3 ? " and \(servers.count - 3) more" : ""
            result.append("in use by \(shown)\(more)")
        }
        let unknown = (world.serversByImage[""] ?? []).filter {
            $0.region == object.region && !earlier.deletes($0.id)
        }
        if let server = unknown.first {
            result.append("the image of server \"\(server.name)\" could not be read")
        }
        return result
    }

    /// Why nobody can tell what uses an image of a region; `nil` where the lists show everything.
    func blindness(in region: Region) -> String? {
        let needed: Set<String> = ["images", "servers", "backups"]
        func unread(among facts: [UnreadableFact]) -> UnreadableFact? {
            facts.first { $0.region == region && needed.contains($0.fact) }
        }
        if let fact = unread(among: world.unreadable) {
            return "the \(fact.fact) of \(region) could not be read (\(fact.reason))"
        }
        return unread(among: world.incomplete).map {
            "the list of \($0.fact) in \(region) is not complete (\($0.reason))"
        }
    }

    static func keeps(_ address: Address, in region: Region, _ reasons: [String]) -> Decision {
        var decision = Decision(address, in: region)
        decision.isRemark = true
        decision.findings = [
            Diagnostic(
                code: "retention-held", severity: .info,
                summary: "A generation stays longer than retention asks",
                detail: "\(address) is past its retention and stays: \(reasons.joined(separator: "; ")).",
                address: address)
        ]
        return decision
    }
}
