package import NIOCore
package import XimageCore

/// Reads servers as ECS reports them. Source: ECS API reference, show and list servers.
package enum ServerAnswers {
    /// A page of `cloudservers/detail`.
    package static func page(_ body: ByteBuffer, region: Region) throws(JSONFailure) -> Page<LiveResource> {
        try Page.read(body, list: "servers") { (scanner: inout JSONScanner) throws(JSONFailure) in
            try server(&scanner, region: region)
        }
    }

    /// `{"server": {...}}`; `nil` for an object that is gone.
    static func single(_ body: ByteBuffer, region: Region) throws(JSONFailure) -> LiveResource? {
        try Page.single(body, member: "server") { (scanner: inout JSONScanner) throws(JSONFailure) in
            try server(&scanner, region: region)
        }
    }

    private struct Parts {
        var id = ""
        var status = ""
        var taskState: String?
        var powerState: Int?
        var addresses = Addresses()
        var flavor: String?
        var metadata = Metadata()
        var disks: [ServerFacts.AttachedDisk] = []
        var tags = LiveTags()
        var isLocked = false
        var isMissing = false
        /// Ids, or `{name}` where the answer has no ids; `nil` when the answer does not list them.
        var groups: [Value]?
    }

    private struct Addresses {
        var network: String?
        var fixed: String?
        var floating: String?
    }

    private struct Metadata {
        var network: String?
        var imageName: String?
        var osType: String?
        var image: String?
        var charging = ServerFacts.Charging.payPerUse
        var isFrozen = false
        var isInstaller = false
        var agency: String?
        /// Whether the answer contains metadata, each key with a value.
        var isRead = false
        var user: [String: Value] = [:]
    }

    /// `nil` for entries that are gone: `DELETED`, or no more than an id and a fault. One whose id or status cannot be read is
    /// an error: nobody could tell it from one that is gone.
    private static func server(_ scanner: inout JSONScanner, region: Region) throws(JSONFailure)
        -> LiveResource?
    {
        var parts = Parts()
        var attributes: Attributes = [:]
        var name = ""
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "id": parts.id = try scanner.text() ?? ""
            case "name": name = try scanner.text() ?? ""
            case "status": parts.status = try scanner.text() ?? ""
            case "description": attributes[.description] = Value(read: try scanner.text())
            case "created": attributes[.createdAt] = Value(time: try scanner.text())
            case "OS-EXT-AZ:availability_zone": attributes[.zone] = Value(text: try scanner.text())
            case "OS-EXT-STS:task_state": parts.taskState = try scanner.text()
            case "OS-EXT-STS:power_state": parts.powerState = try scanner.int()
            case "key_name": attributes[.keyPair] = Value(text: try scanner.text())
            case "enterprise_project_id": attributes[.enterpriseProject] = Value(text: try scanner.text())
            case "fault": parts.isMissing = try isMissing(&scanner)
            case "locked": parts.isLocked = try scanner.bool() ?? false
            case "flavor": parts.flavor = try id(&scanner)
            case "image": attributes[.image] = Value(text: try id(&scanner))
            case "metadata": parts.metadata = try metadata(&scanner)
            case "addresses": parts.addresses = try addresses(&scanner)
            case "os-extended-volumes:volumes_attached": parts.disks = try disks(&scanner)
            case "tags": parts.tags = try LiveTags.read(&scanner)
            case "security_groups": parts.groups = try groups(&scanner)
            case "os:scheduler_hints": attributes[.serverGroup] = try group(&scanner)
            default: break
            }
        }
        guard !parts.id.isEmpty else { throw .missing("servers.id") }
        guard parts.status != "DELETED", parts.status != "SOFT_DELETED",
            !parts.status.isEmpty || !parts.isMissing
        else { return nil }
        guard !parts.status.isEmpty else { throw .missing("servers.status") }
        return finished(parts, name: name, attributes: attributes, region: region)
    }

    private static func finished(
        _ parts: Parts, name: String, attributes: Attributes, region: Region
    ) -> LiveResource {
        var attributes = attributes
        attributes[.name] = Value(text: name)
        attributes[.region] = .string(region)
        attributes[.flavor] = Value(text: parts.flavor)
        attributes[.power] = power(parts)
        attributes[.vpc] = Value(text: parts.addresses.network ?? parts.metadata.network)
        attributes[.ip] = Value(text: parts.addresses.fixed)
        // Every server has a fixed address: an answer without one does not contain the addresses.
        attributes[.publicIP] = Value(
            read: parts.addresses.floating ?? parts.addresses.fixed.map { _ in "" })
        if let groups = parts.groups { attributes[.securityGroups] = .list(groups) }
        attributes[.agency] = Value(read: parts.metadata.agency)
        if parts.metadata.isRead {
            attributes[.metadata] = parts.metadata.user.isEmpty ? .nothing : .map(parts.metadata.user)
        }
        if attributes[.image].isEmpty { attributes[.image] = Value(text: parts.metadata.image) }
        attributes[.tags] = parts.tags.value
        let task = parts.taskState.flatMap { $0.isEmpty ? nil : $0 }
        var facts = ServerFacts(
            disks: parts.disks.sorted {
                ($0.isSystem ? 0 : 1, $0.device, $0.id) < ($1.isSystem ? 0 : 1, $1.device, $1.id)
            },
            taskState: task, isLocked: parts.isLocked, osType: parts.metadata.osType,
            imageName: parts.metadata.imageName)
        facts.charging = parts.metadata.charging
        facts.freezeReason = parts.metadata.isFrozen ? "freeze" : nil
        facts.isInstaller = parts.metadata.isInstaller
        var server = LiveResource(
            kind: .server, region: region, id: parts.id, name: name, attributes: attributes,
            owner: parts.tags.owner,
            operation: parts.tags.operation, phase: phase(parts.status, task: task), status: parts.status,
            facts: .server(facts))
        server.hasReadMarks = parts.tags.isRead
        return server
    }

    /// The status lags behind: while a stop runs it still says `ACTIVE`. Source: ECS API reference, server status.
    private static func phase(_ status: String, task: String?) -> LiveResource.Phase {
        switch status {
        case "ERROR": .failed
        case "ACTIVE", "SHUTOFF", "PAUSED", "SUSPENDED", "SHELVED", "SHELVED_OFFLOADED":
            task == nil ? .ready : .busy
        default: .busy
        }
    }

    private static func power(_ parts: Parts) -> Value {
        switch parts.status {
        case "ACTIVE": "running"
        case "SHUTOFF": "stopped"
        default:
            switch parts.powerState {
            case 1: "running"
            case 4: "stopped"
            default: .null
            }
        }
    }

    /// An unknown id comes back with only `id` and `fault`. Source: ECS API reference, list servers, `server_id`.
    private static func isMissing(_ scanner: inout JSONScanner) throws(JSONFailure) -> Bool {
        var code: Int?
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            if case "code" = key { code = try scanner.int() }
        }
        return code == 404
    }

    private static func id(_ scanner: inout JSONScanner) throws(JSONFailure) -> String? {
        var result: String?
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            if case "id" = key { result = try scanner.text() }
        }
        return result
    }

    private static func metadata(_ scanner: inout JSONScanner) throws(JSONFailure) -> Metadata {
        var result = Metadata(isRead: scanner.isObject)
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "vpc_id": result.network = try scanner.text()
            case "image_name": result.imageName = try scanner.text()
            case "os_type": result.osType = try scanner.text()
            case "metering.image_id": result.image = try scanner.text()
            case "charging_mode":
                switch try scanner.string() {
                case "1": result.charging = .prepaid
                case "2": result.charging = .spot
                default: break
                }
            case "EcmResStatus": result.isFrozen = try scanner.text() == "freeze"
            case "virtual_env_type": result.isInstaller = try scanner.text() == "IsoImage"
            case "agency_name": result.agency = try scanner.text()
            default:
                let name = key.text
                guard !isOfService(name) else { return }
                guard let text = try scanner.text() else { return result.isRead = false }
                result.user[name] = .string(text)
            }
        }
        return result
    }

    /// Keys that the service writes itself. Source: API reference, drift to expect without any change by the user.
    private static func isOfService(_ key: String) -> Bool {
        ["metering.", "cascaded.", "__", "op_svc_", "lock"].contains { key.hasPrefix($0) } || key == "os_bit"
    }

    /// Once per network card; some answers have names alone.
    private static func groups(_ scanner: inout JSONScanner) throws(JSONFailure) -> [Value]? {
        guard scanner.isArray else { return nil }
        var result: [Value] = []
        try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
            var group: (id: String?, name: String?)
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "id": group.id = try scanner.string()
                case "name": group.name = try scanner.string()
                default: break
                }
            }
            let value: Value? =
                group.id.map { .string($0) } ?? group.name.map { .map(["name": .string($0)]) }
            if let value, !value.isEmpty, !result.contains(value) { result.append(value) }
        }
        return result
    }

    /// `{"group": ["<id>"]}`, or the id alone; `{}` of a server that is in none.
    private static func group(_ scanner: inout JSONScanner) throws(JSONFailure) -> Value {
        var result: Value = scanner.isObject ? .nothing : .null
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            guard case "group" = key else { return }
            result = Value(
                read: scanner.isArray ? try scanner.strings().first ?? "" : try scanner.string())
        }
        return result
    }

    /// Keyed by VPC. The first fixed address of IP version 4 is that of the first network card.
    private static func addresses(_ scanner: inout JSONScanner) throws(JSONFailure) -> Addresses {
        var result = Addresses()
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            let network = key.text
            try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                var entry: (address: String?, version: Int?, type: String?)
                try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                    switch key {
                    case "addr": entry.address = try scanner.text()
                    case "version": entry.version = try scanner.int()
                    case "OS-EXT-IPS:type": entry.type = try scanner.text()
                    default: break
                    }
                }
                guard entry.version ?? 4 == 4 else { return }
                switch entry.type ?? "fixed" {
                case "fixed" where result.fixed == nil:
                    (result.network, result.fixed) = (network, entry.address)
                case "floating" where result.floating == nil: result.floating = entry.address
                default: break
                }
            }
        }
        return result
    }

    private static func disks(_ scanner: inout JSONScanner) throws(JSONFailure) -> [ServerFacts.AttachedDisk]
    {
        var result: [ServerFacts.AttachedDisk] = []
        try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
            var disk = ServerFacts.AttachedDisk(id: "", device: "", isSystem: false, deletedWithServer: false)
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "id": disk.id = try scanner.text() ?? ""
                case "device": disk.device = try scanner.text() ?? ""
                case "bootIndex": disk.isSystem = try scanner.int() == 0
                case "delete_on_termination": disk.deletedWithServer = try scanner.bool() ?? false
                default: break
                }
            }
            guard !disk.id.isEmpty else { throw .missing("servers.os-extended-volumes:volumes_attached.id") }
            result.append(disk)
        }
        guard !result.contains(where: \.isSystem) else { return result }
        // Without a boot index the device tells; a system disk that is detached has none.
        let first = result.indices.filter {
            ["vda", "sda", "xvda", "hda"].contains(result[$0].device.lastPart)
        }
        if first.count == 1 { result[first[0]].isSystem = true }
        return result
    }
}
