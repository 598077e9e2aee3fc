/// What a manifest says of one unit. The parts have the keys of the sections and the number of the unit: `s3`, `v3`.
struct Declared: Equatable {
    struct Disk: Equatable {
        var key: String
        var type = "SSD"
        var sizeGiB = 50
        /// More of its attributes, such as `shared: true`.
        var extras: [String: String] = [:]
    }

    struct Server: Equatable {
        var zone: String
        var flavor = "s6.large.2"
        /// A name of the cloud, or `from: g3`.
        var image = "name: \"Ubuntu 22.04 server 64bit\""
        var systemType = "SSD"
        var systemGiB = 40
        var disks: [Disk] = []
        var count: Int?
        var extras: [String: String] = [:]
        var network: [String: String] = [:]
    }

    struct Vault: Equatable {
        var sizeGiB = 500
        /// The vault of the world instead of one of ours.
        var isGiven = false
        var extras: [String: String] = [:]
    }

    struct Image: Equatable {
        var kind = "whole"
        var from: String
        var vault: String?
        var copies = false
        var extras: [String: String] = [:]
    }

    var number: Int
    var region = "cn-north-4"
    var server: Server?
    /// How many servers of the world are named, with labels: two at most.
    var givenServers = 0
    var vault: Vault?
    /// Beside the first.
    var otherVault: Vault?
    var image: Image?
    /// A server from the image.
    var clone: Server?
    /// A vault for the copies of the image.
    var replicas: Vault?
}

extension Declared {
    static func flow(_ entries: [String: String]) -> String {
        entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    }

    private static func flow(_ first: String, _ rest: [String: String]) -> String {
        rest.isEmpty ? first : "\(first), \(flow(rest))"
    }

    private static let given = ["e", "f"]

    private var other: String { region == "cn-north-4" ? "cn-south-1" : "cn-north-4" }

    private static func line(_ disk: Disk) -> String {
        "\(disk.key): {\(flow("type: \(disk.type), size: \(disk.sizeGiB) GiB", disk.extras))}"
    }

    private func block(_ key: String, _ server: Server) -> String {
        var network = server.network
        network["vpc"] = network["vpc"] ?? "vpc-default"
        network["subnet"] = network["subnet"] ?? "subnet-default"
        network["securityGroups"] = network["securityGroups"] ?? "[default]"
        var extras = server.extras
        if let count = server.count { extras["count"] = "\(count)" }
        extras["region"] = region
        extras["zone"] = server.zone
        extras["flavor"] = server.flavor
        extras["image"] = "{\(server.image)}"
        extras["systemDisk"] = "{type: \(server.systemType), size: \(server.systemGiB) GiB}"
        extras["network"] = "{\(Self.flow(network))}"
        if !server.disks.isEmpty {
            extras["dataDisks"] = "{\(server.disks.map(Self.line).joined(separator: ", "))}"
        }
        return "  \(key)\(number): {\(Self.flow(extras))}\n"
    }

    private func block(_ key: String, _ vault: Vault, region: String) -> String {
        let first =
            vault.isGiven ? "existing: {name: given-\(key)\(number)}" : "size: \(vault.sizeGiB) GiB"
        return
            "  \(key)\(number): {\(Self.flow("region: \(region), \(first)", vault.isGiven ? [:] : vault.extras))}\n"
    }

    var vaults: String {
        var text = vault.map { block("v", $0, region: region) } ?? ""
        text += otherVault.map { block("w", $0, region: region) } ?? ""
        return text + (replicas.map { block("r", $0, region: other) } ?? "")
    }

    var servers: String {
        var text = server.map { block("s", $0) } ?? ""
        for index in 0..<givenServers {
            text +=
                "  \(Self.given[index])\(number): {region: \(region), existing: {name: machine-\(number)-\(index)},"
            text += " labels: {unit: \"\(number)\"}}\n"
        }
        return text + (clone.map { block("t", $0) } ?? "")
    }

    var images: String {
        guard let image else { return "" }
        var entries = image.extras
        entries["kind"] = image.kind
        entries["from"] = "{\(image.from)}"
        entries["vault"] = image.vault
        if image.copies {
            entries["copies"] = "{there: {region: \(other), vault: r\(number), agency: ims_copy}}"
        }
        return "  g\(number): {\(Self.flow(entries))}\n"
    }

    /// Addresses of what may be deleted or replaced.
    var addresses: [String] {
        var result: [String] = []
        for (key, server) in [("s", server), ("t", clone)] {
            guard let server else { continue }
            for instance in server.count.map({ (0..<$0).map { "[\($0)]" } }) ?? [""] {
                result.append("server.\(key)\(number)\(instance)")
                result += server.disks.map { "disk.\(key)\(number)\(instance).\($0.key)" }
            }
        }
        if let vault, !vault.isGiven { result.append("vault.v\(number)") }
        if let otherVault, !otherVault.isGiven { result.append("vault.w\(number)") }
        if let replicas, !replicas.isGiven { result.append("vault.r\(number)") }
        if let image {
            result.append("image.g\(number)")
            if image.copies { result.append("copy.g\(number).there") }
        }
        return result
    }
}
