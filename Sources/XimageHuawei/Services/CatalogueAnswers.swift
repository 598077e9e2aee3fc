package import NIOCore
package import XimageCore

/// Reads what a region offers. Source: ECS, EVS, IMS and VPC API references, flavors, zones, disk types, quotas.
package enum CatalogueAnswers {
    // MARK: - Flavors

    package static func flavors(_ body: ByteBuffer) throws(JSONFailure) -> Page<Flavor> {
        try Page.read(body, list: "flavors") { (scanner: inout JSONScanner) throws(JSONFailure) in
            var flavor = Flavor(id: "", vcpus: 0, memoryMiB: 0)
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "id": flavor.id = try scanner.text() ?? ""
                case "vcpus": flavor.vcpus = try scanner.amount() ?? 0
                case "ram": flavor.memoryMiB = try scanner.amount() ?? 0
                case "os_extra_specs": try specifications(&scanner, &flavor)
                case "attachableQuantity":
                    try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                        switch key {
                        case "free_disk": flavor.maximumDisks = try scanner.amount()
                        case "free_scsi": flavor.maximumScsiDisks = try scanner.amount()
                        case "free_blk": flavor.maximumVbdDisks = try scanner.amount()
                        default: break
                        }
                    }
                default: break
                }
            }
            guard !flavor.id.isEmpty else { throw .missing("id") }
            return flavor
        }
    }

    private static func specifications(_ scanner: inout JSONScanner, _ flavor: inout Flavor)
        throws(JSONFailure)
    {
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "ecs:instance_architecture":
                let text = try scanner.text()
                flavor.architecture = text.map {
                    $0.hasPrefix("arm") || $0.hasPrefix("aarch") ? "aarch64" : "x86_64"
                }
            case "ecs:virtualization_env_types":
                let text = try scanner.text() ?? ""
                flavor.hypervisor =
                    text.contains("CloudCompute") ? .kvm : text.contains("FusionCompute") ? .xen : nil
            case "quota:local_disk", "quota:nvme_ssd":
                if try scanner.string()?.isEmpty == false { flavor.hasLocalDisks = true }
            case "cond:storage":
                let words = (try scanner.text() ?? "").split(separator: ",")
                if words.contains("localdisk") { flavor.hasLocalDisks = true }
                if words.contains("ib") { flavor.specialHardware = "infiniband" }
            case "cond:image", "ecs:performancetype", "pci_passthrough:gpu_specs":
                if let feature = specialHardware(try scanner.text() ?? "") {
                    flavor.specialHardware = feature
                }
            case "cond:operation:status": flavor.status = try scanner.text()
            case "cond:operation:az": flavor.zoneStatus = zoneStatus(try scanner.text() ?? "")
            default: break
            }
        }
    }

    /// What of the hardware asks something of an image. Source: ECS API reference, `cond:image`; IMS API reference,
    /// `__support_*` properties.
    private static func specialHardware(_ text: String) -> String? {
        for feature in ["gpu", "ascend", "infiniband", "fpga", "hana"] where text.contains(feature) {
            return feature
        }
        return nil
    }

    /// `cn-north-4a(normal), cn-north-4b(sellout)`: split at commas outside parentheses; entries without a status
    /// are void.
    package static func zoneStatus(_ text: String) -> [String: String] {
        var result: [String: String] = [:]
        var depth = 0
        let entries = text.split { character in
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            return character == "," && depth == 0
        }
        for entry in entries {
            guard let open = entry.firstIndex(of: "("), let close = entry.lastIndex(of: ")"), open < close
            else { continue }
            let zone = entry[..<open].filter { !$0.isWhitespace }
            let status = entry[entry.index(after: open)..<close].filter { !$0.isWhitespace }
            if !zone.isEmpty, !status.isEmpty { result[zone] = status }
        }
        return result
    }

    // MARK: - Zones and disk types

    package static func zones(_ body: ByteBuffer) throws(JSONFailure) -> [Zone] {
        try Page.read(body, list: "availabilityZoneInfo") {
            (scanner: inout JSONScanner) throws(JSONFailure) in
            var zone = Zone(name: "", isAvailable: false)
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "zoneName": zone.name = try scanner.text() ?? ""
                case "zoneState":
                    try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                        if case "available" = key { zone.isAvailable = try scanner.bool() ?? false }
                    }
                default: break
                }
            }
            return zone.name.isEmpty ? nil : zone
        }.elements
    }

    package static func diskTypes(_ body: ByteBuffer) throws(JSONFailure) -> [DiskType] {
        try Page.read(body, list: "volume_types") { (scanner: inout JSONScanner) throws(JSONFailure) in
            var type = DiskType(name: "")
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "name": type.name = try scanner.text() ?? ""
                case "extra_specs":
                    try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                        switch key {
                        case "RESKEY:availability_zones": type.zones = names(try scanner.text())
                        case "os-vendor-extended:sold_out_availability_zones":
                            type.soldOutZones = names(try scanner.text())
                        default: break
                        }
                    }
                default: break
                }
            }
            return type.name.isEmpty ? nil : type
        }.elements
    }

    private static func names(_ text: String?) -> Set<String> {
        Set((text ?? "").split(separator: ",").map { $0.filter { !$0.isWhitespace } })
    }

    // MARK: - Networks

    package static func named(_ body: ByteBuffer, list: StaticString) throws(JSONFailure) -> Page<NamedObject>
    {
        try Page.read(body, list: list) { (scanner: inout JSONScanner) throws(JSONFailure) in
            var object = NamedObject(id: "", name: "")
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "id": object.id = try scanner.text() ?? ""
                case "name": object.name = try scanner.text() ?? ""
                default: break
                }
            }
            guard !object.id.isEmpty else { throw .missing("id") }
            return object
        }
    }

    // MARK: - Quotas

    static func subnets(_ body: ByteBuffer) throws(JSONFailure) -> Page<Subnet> {
        try Page.read(body, list: "subnets") { (scanner: inout JSONScanner) throws(JSONFailure) in
            var subnet = Subnet(id: "", name: "", network: "", cidr: "")
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "id": subnet.id = try scanner.text() ?? ""
                case "name": subnet.name = try scanner.text() ?? ""
                case "vpc_id": subnet.network = try scanner.text() ?? ""
                case "cidr": subnet.cidr = try scanner.text() ?? ""
                default: break
                }
            }
            guard !subnet.id.isEmpty else { throw .missing("id") }
            return subnet
        }
    }

    /// `{"absolute": {"maxTotalInstances": ..., "totalInstancesUsed": ...}}`; -1 is unlimited.
    package static func serverQuotas(_ body: ByteBuffer) throws(JSONFailure) -> Quotas {
        var numbers: [String: Int] = [:]
        try JSONScanner.read(body) { scanner throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                guard case "absolute" = key else { return }
                try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                    numbers[key.text] = try scanner.int()
                }
            }
        }
        guard !numbers.isEmpty else { throw .missing("absolute") }
        var quotas = Quotas()
        quotas.servers = quota(numbers["totalInstancesUsed"], numbers["maxTotalInstances"])
        quotas.cores = quota(numbers["totalCoresUsed"], numbers["maxTotalCores"])
        quotas.memoryMiB = quota(numbers["totalRAMUsed"], numbers["maxTotalRAMSize"])
        return quotas
    }

    /// `{"quota_set": {"volumes": {"in_use": ..., "limit": ...}, "gigabytes": {...}}}`
    package static func diskQuotas(_ body: ByteBuffer) throws(JSONFailure) -> Quotas {
        var quotas: Quotas?
        try JSONScanner.read(body) { scanner throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                guard case "quota_set" = key else { return }
                var found = Quotas()
                try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                    switch key {
                    case "volumes": found.disks = try usage(&scanner, used: "in_use", limit: "limit")
                    case "gigabytes": found.diskGiB = try usage(&scanner, used: "in_use", limit: "limit")
                    default: break
                    }
                }
                quotas = found
            }
        }
        guard let quotas else { throw .missing("quota_set") }
        return quotas
    }

    /// `{"quotas": {"resources": [{"type": "image", "used": ..., "quota": ...}]}}`
    package static func imageQuotas(_ body: ByteBuffer) throws(JSONFailure) -> Quotas {
        var quotas: Quotas?
        try JSONScanner.read(body) { scanner throws(JSONFailure) in
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                guard case "quotas" = key else { return }
                var found = Quotas()
                try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                    guard case "resources" = key else { return }
                    try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                        var entry: (type: String?, used: Int?, limit: Int?)
                        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                            switch key {
                            case "type": entry.type = try scanner.text()
                            case "used": entry.used = try scanner.amount()
                            case "quota": entry.limit = try scanner.int()
                            default: break
                            }
                        }
                        if entry.type == "image" { found.images = quota(entry.used, entry.limit) }
                    }
                }
                quotas = found
            }
        }
        guard let quotas else { throw .missing("quotas") }
        return quotas
    }

    // MARK: - Backup service

    package struct Protection: Sendable {
        package var server: RemoteID
        package var refusal: ServiceAnswer?
        /// Whether the answer says that the service takes the server, or that it does not.
        package var isKnown = true
    }

    /// `{"regions": [{"name": ..., "replication_destinations": [...]}]}`; empty for a region that is not listed.
    package static func copyTargets(_ body: ByteBuffer, of region: Region) throws(JSONFailure) -> [Region] {
        let all = try Page.read(body, list: "regions") { (scanner: inout JSONScanner) throws(JSONFailure) in
            var entry = (name: String?.none, targets: [Region]())
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "name": entry.name = try scanner.text()
                case "replication_destinations":
                    try scanner.array { (scanner: inout JSONScanner) throws(JSONFailure) in
                        if let target = try scanner.text() { entry.targets.append(target) }
                    }
                default: break
                }
            }
            return entry.name.map { ($0, entry.targets) }
        }
        return all.elements.first { $0.0 == region }?.1 ?? []
    }

    /// A page of `protectables/server/instances`: each server with what the service says against it, if anything.
    package static func protection(_ body: ByteBuffer) throws(JSONFailure) -> Page<Protection> {
        try Page.read(body, list: "instances") { (scanner: inout JSONScanner) throws(JSONFailure) in
            var id = ""
            var isProtectable: Bool?
            var answer = ServiceAnswer(code: "", reason: "")
            try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                switch key {
                case "id": id = try scanner.text() ?? ""
                case "protectable":
                    try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                        switch key {
                        case "result": isProtectable = try scanner.bool()
                        case "code": answer.code = try scanner.text() ?? ""
                        case "reason": answer.reason = try scanner.text() ?? ""
                        default: break
                        }
                    }
                default: break
                }
            }
            guard !id.isEmpty else { throw .missing("id") }
            return Protection(
                server: id, refusal: isProtectable == false ? answer : nil, isKnown: isProtectable != nil)
        }
    }

    private static func usage(
        _ scanner: inout JSONScanner, used: StaticString, limit: StaticString
    ) throws(JSONFailure) -> Quotas.Quota? {
        var numbers: (used: Int?, limit: Int?)
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            if used ~= key { numbers.used = try scanner.amount() }
            if limit ~= key { numbers.limit = try scanner.int() }
        }
        return quota(numbers.used, numbers.limit)
    }

    private static func quota(_ used: Int?, _ limit: Int?) -> Quotas.Quota? {
        guard let used, used >= 0, let limit, limit >= 0 else { return nil }
        return Quotas.Quota(used: used, limit: limit)
    }
}
