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
        var facts = VaultFacts(allocatedGiB: nil, usedMiB: nil, members: [], objectType: "")
        var boundGiB: Int?
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "id": resource.id = try scanner.text() ?? ""
            case "name": resource.name = try scanner.text() ?? ""
            case "description": resource.attributes[.description] = Value(text: try scanner.text())
            case "created_at": resource.attributes[.createdAt] = Value(time: try scanner.text())
            case "enterprise_project_id":
                resource.attributes[.enterpriseProject] = Value(text: try scanner.text())
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
                resource.hasReadMarks = tags.isRead
            default: break
            }
        }
        guard !resource.id.isEmpty else { throw .missing("vaults.id") }
        // Where the answer does not say, the sizes of the members add up to it.
        facts.allocatedGiB = facts.allocatedGiB ?? boundGiB
        resource.attributes[.name] = Value(text: resource.name)
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
            case "status": resource.status = try scanner.text() ?? ""
            case "size": resource.attributes[.size] = try scanner.amount().map(Value.int) ?? .null
            case "allocated": facts.allocatedGiB = try scanner.amount()
            case "used": facts.usedMiB = try scanner.amount()
            case "charging_mode": facts.isPrepaid = try scanner.text() == "pre_paid"
            case "object_type": facts.objectType = try scanner.text() ?? ""
            case "protect_type": resource.attributes[.purpose] = Value(text: try scanner.text())
            case "consistent_level":
                let level = try scanner.text()
                resource.attributes[.consistency] = Value(
                    text: level.map {
                        $0.hasSuffix("_consistent") ? String($0.dropLast("_consistent".count)) : $0
                    })
            default: break
            }
        }
    }

    /// - Returns: the sizes of all members in GiB; `nil` when one is not known. Source: CBR API reference, vault resources, `extra_info.exclude_volumes`.
    private static func members(
        _ scanner: inout JSONScanner, _ facts: inout VaultFacts
    ) throws(JSONFailure) -> Int? {
        var total: Int? = 0
        var members: [RemoteID] = []
        var excluded: [RemoteID: [RemoteID]] = [:]
        try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
            var member = (id: RemoteID?.none, excluded: [RemoteID]())
            var size: Int?
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "id": member.id = try scanner.text()
                case "size": size = try scanner.amount()
                case "extra_info":
                    try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                        guard case "exclude_volumes" = key else { return }
                        try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                            if let id = try scanner.text() { member.excluded.append(id) }
                        }
                    }
                default: break
                }
            }
            total = size.flatMap { size in total.map { $0 + size } }
            guard let id = member.id else { return }
            members.append(id)
            if !member.excluded.isEmpty { excluded[id] = member.excluded }
        }
        facts.members = members
        facts.excludedDisks = excluded
        return total
    }
}
