package import NIOCore
package import XimageCore

/// Reads vaults as CBR reports them. Source: CBR API reference, vaults.
package enum VaultAnswers {
    package static func page(_ body: ByteBuffer, region: Region) throws(JSONFailure) -> Page<LiveResource> {
        try Page.read(body, list: "vaults") { (scanner: inout JSONScanner) throws(JSONFailure) in
            try vault(&scanner, region: region)
        }
    }

    static func single(_ body: ByteBuffer, region: Region) throws(JSONFailure) -> LiveResource? {
        try Page.single(body, member: "vault") { (scanner: inout JSONScanner) throws(JSONFailure) in
            try vault(&scanner, region: region)
        }
    }

    private static func vault(_ scanner: inout JSONScanner, region: Region) throws(JSONFailure)
        -> LiveResource?
    {
        var resource = LiveResource(kind: .vault, region: region, id: "", name: "")
        // -1 while the answer does not say; the sizes of the members then add up to it.
        var facts = VaultFacts(allocatedGiB: -1, usedMiB: 0, members: [], objectType: "")
        var boundGiB = 0
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "id": resource.id = try scanner.string() ?? ""
            case "name": resource.name = try scanner.string() ?? ""
            case "description": resource.attributes[.description] = Value(text: try scanner.string())
            case "created_at": resource.attributes[.createdAt] = Value(time: try scanner.string())
            case "enterprise_project_id":
                resource.attributes[.enterpriseProject] = Value(text: try scanner.string())
            case "auto_expand":
                resource.attributes[.autoExpand] = try scanner.bool().map { .bool($0) } ?? .null
            case "billing": try billing(&scanner, &resource, &facts)
            case "locked": facts.isLocked = try scanner.bool() ?? false
            case "resources": boundGiB = try members(&scanner, &facts)
            case "tags":
                let tags = try LiveTags.read(&scanner)
                resource.attributes[.tags] = tags.value
                resource.owner = tags.owner
                resource.operation = tags.operation
                resource.hasReadMarks = true
            default: break
            }
        }
        guard !resource.id.isEmpty else { throw .missing("id") }
        if facts.allocatedGiB < 0 { facts.allocatedGiB = boundGiB }
        resource.attributes[.name] = .string(resource.name)
        resource.attributes[.region] = .string(region)
        resource.phase =
            switch resource.status {
            case "available", "lock", "frozen", "": .ready
            case "error": .failed
            default: .busy
            }
        resource.facts = .vault(facts)
        return resource
    }

    private static func billing(
        _ scanner: inout JSONScanner, _ resource: inout LiveResource, _ facts: inout VaultFacts
    ) throws(JSONFailure) {
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "status": resource.status = try scanner.string() ?? ""
            case "size": resource.attributes[.size] = try scanner.int().map(Value.int) ?? .null
            case "allocated": facts.allocatedGiB = try scanner.int() ?? -1
            case "used": facts.usedMiB = try scanner.int() ?? 0
            case "charging_mode": facts.isPrepaid = try scanner.string() == "pre_paid"
            case "object_type": facts.objectType = try scanner.string() ?? ""
            case "protect_type": resource.attributes[.purpose] = Value(text: try scanner.string())
            case "consistent_level":
                let level = try scanner.string()
                resource.attributes[.consistency] = Value(
                    text: level.map {
                        $0.hasSuffix("_consistent") ? String($0.dropLast("_consistent".count)) : $0
                    })
            default: break
            }
        }
    }

    /// - Returns: the sizes of all members in GiB. Source: CBR API reference, vault resources, `extra_info.exclude_volumes`.
    private static func members(
        _ scanner: inout JSONScanner, _ facts: inout VaultFacts
    ) throws(JSONFailure) -> Int {
        var total = 0
        var members: [RemoteID] = []
        var excluded: [RemoteID: [RemoteID]] = [:]
        try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
            var member = (id: RemoteID?.none, excluded: [RemoteID]())
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "id": member.id = try scanner.string()
                case "size": total += try scanner.int() ?? 0
                case "extra_info":
                    try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                        guard case "exclude_volumes" = key else { return }
                        try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                            if let id = try scanner.string() { member.excluded.append(id) }
                        }
                    }
                default: break
                }
            }
            guard let id = member.id else { return }
            members.append(id)
            if !member.excluded.isEmpty { excluded[id] = member.excluded }
        }
        facts.members = members
        facts.excludedDisks = excluded
        return total
    }
}
