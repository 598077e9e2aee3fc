package import NIOCore
package import XimageCore

/// Reads disks as EVS reports them. Source: EVS API reference, show and list disks.
package enum DiskAnswers {
    package static func page(_ body: ByteBuffer, region: Region) throws(JSONFailure) -> Page<LiveResource> {
        try Page.read(body, list: "volumes") { (scanner: inout JSONScanner) throws(JSONFailure) in
            try disk(&scanner, region: region)
        }
    }

    static func single(_ body: ByteBuffer, region: Region) throws(JSONFailure) -> LiveResource? {
        try Page.single(body, member: "volume") { (scanner: inout JSONScanner) throws(JSONFailure) in
            try disk(&scanner, region: region)
        }
    }

    private static func disk(_ scanner: inout JSONScanner, region: Region) throws(JSONFailure)
        -> LiveResource?
    {
        var resource = LiveResource(kind: .disk, region: region, id: "", name: "")
        var facts = DiskFacts(servers: [], isBootable: false)
        // `nil` while the answer has no metadata; metadata that does not speak of SCSI means VBD.
        var isSCSI: Bool?
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "id": resource.id = try scanner.text() ?? ""
            case "name": resource.name = try scanner.text() ?? ""
            case "status": resource.status = try scanner.text() ?? ""
            case "description": resource.attributes[.description] = Value(read: try scanner.text())
            case "size": resource.attributes[.size] = try scanner.amount().map(Value.int) ?? .null
            case "volume_type": resource.attributes[.type] = Value(text: try scanner.text())
            case "iops": resource.attributes[.iops] = try performance(&scanner)
            case "throughput": resource.attributes[.throughput] = try performance(&scanner)
            case "availability_zone": resource.attributes[.zone] = Value(text: try scanner.text())
            case "enterprise_project_id":
                resource.attributes[.enterpriseProject] = Value(text: try scanner.text())
            case "created_at": resource.attributes[.createdAt] = Value(time: try scanner.text())
            case "multiattach": resource.attributes[.shared] = try scanner.bool().map { .bool($0) } ?? .null
            case "bootable": facts.isBootable = try scanner.bool() ?? false
            case "service_type": facts.serviceType = try scanner.text()
            case "attachments":
                if scanner.isArray { resource.attributes[.server] = .nothing }
                facts.servers = try servers(&scanner)
            case "metadata":
                isSCSI = scanner.isObject ? false : nil
                try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                    switch key {
                    case "hw:passthrough": isSCSI = try scanner.bool() ?? false
                    // Source: EVS API reference, details of a disk: it has a value only for disks that are bought for a time.
                    case "orderID": facts.isPrepaid = try !(scanner.text() ?? "").isEmpty
                    case "__system__encrypted": facts.isEncrypted = try scanner.text() == "1"
                    case "__system__cmkid": resource.attributes[.kmsKey] = Value(text: try scanner.text())
                    default: break
                    }
                }
            case "tags":
                let tags = try LiveTags.read(&scanner)
                resource.attributes[.tags] = tags.value
                resource.owner = tags.owner
                resource.operation = tags.operation
                resource.hasReadMarks = tags.isRead
            default: break
            }
        }
        guard !resource.id.isEmpty else { throw .missing("volumes.id") }
        guard !resource.status.isEmpty else { throw .missing("volumes.status") }
        guard resource.status != "deleted" else { return nil }
        resource.attributes[.name] = Value(text: resource.name)
        resource.attributes[.region] = .string(region)
        if let server = facts.servers.first { resource.attributes[.server] = .string(server) }
        resource.attributes[.device] = isSCSI.map { $0 ? "scsi" : "vbd" } ?? .null
        resource.phase = phase(resource.status)
        resource.facts = .disk(facts)
        return resource
    }

    /// The whole of what was chosen. Other types have none.
    private static func performance(_ scanner: inout JSONScanner) throws(JSONFailure) -> Value {
        guard scanner.isObject else {
            return try scanner.amount().map(Value.int) ?? .null
        }
        var result = Value.null
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            if case "total_val" = key { result = try scanner.amount().map(Value.int) ?? .null }
        }
        return result
    }

    private static func phase(_ status: String) -> LiveResource.Phase {
        switch status {
        case "available", "in-use": .ready
        case _ where status.hasPrefix("error"): .failed
        default: .busy
        }
    }

    private static func servers(_ scanner: inout JSONScanner) throws(JSONFailure) -> [RemoteID] {
        var result: [RemoteID] = []
        try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                if case "server_id" = key, let id = try scanner.text(), !id.isEmpty { result.append(id) }
            }
        }
        return result
    }
}
