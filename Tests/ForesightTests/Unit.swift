/// One vault, one server and one image of it, maybe with a copy: what most cases have several of, each of them whole or
/// broken.
struct Unit: Sendable {
    /// A copy of the image in another region, in a vault of its own there.
    struct Copy: Sendable {
        var region = "cn-south-1"
        var hasExistingVault = false
        var vaultGiB = 500
        var vaultPurpose = "replication"
    }

    var number: Int
    /// Whether the manifest speaks of it; the world has it all the same.
    var isDeclared = true
    /// The server stands in the account already and is not ours.
    var isExisting = false
    var zone = "cn-north-4a"
    var flavor = "s6.large.2"
    var image = "Ubuntu 22.04 server 64bit"
    var subnet = "subnet-default"
    var securityGroup = "default"
    var systemGiB = 40
    var diskType = "SSD"
    var dataGiB = 50
    var serverName: String?

    /// The vault stands in the account already.
    var hasExistingVault = false
    var vaultGiB = 500
    var vaultPurpose = "backup"
    var vaultObjects = "server"
    /// The image goes into a second vault beside the first.
    var movesToOtherVault = false
    var revision = 1
    var copy: Copy?

    // What is special about an existing server.
    var status: String?
    var isStopped = false
    var isInOtherVault = false
    var isMissing = false
    var storage = "EVS"
    var sharedDisks = 0

    init(_ number: Int) { self.number = number }

    var server: String { serverName ?? "machine-\(number)" }
}

extension Unit {
    /// Lines of the manifest's `vaults`.
    var vaultBlock: String {
        guard isDeclared else { return "" }
        var text =
            hasExistingVault
            ? "  v\(number): {existing: {name: vault-\(number)}}\n"
            : "  v\(number): {size: \(vaultGiB) GiB}\n"
        if movesToOtherVault { text += "  w\(number): {size: 500 GiB}\n" }
        if let copy {
            text += "  r\(number): {region: \(copy.region), "
            text +=
                copy.hasExistingVault
                ? "existing: {name: replicas-\(number)}}\n"
                : "size: \(copy.vaultGiB) GiB, purpose: \(copy.vaultPurpose)}\n"
        }
        return text
    }

    /// Lines of the manifest's `servers`.
    var serverBlock: String {
        guard isDeclared else { return "" }
        guard !isExisting else { return "  s\(number): {existing: {name: \(server)}}\n" }
        return """
              s\(number):
                zone: \(zone)
                flavor: \(flavor)
                image: {name: "\(image)"}
                systemDisk: {type: \(diskType), size: \(systemGiB) GiB}
                network: {vpc: vpc-default, subnet: \(subnet), securityGroups: [\(securityGroup)]}
                dataDisks:
                  data: {type: \(diskType), size: \(dataGiB) GiB}

            """
    }

    /// Lines of the manifest's `images`.
    var imageBlock: String {
        guard isDeclared else { return "" }
        var text =
            "  g\(number): {from: {server: s\(number)}, vault: \(movesToOtherVault ? "w" : "v")\(number)"
        text += ", revision: \"\(revision)\""
        if let copy {
            text += ", copies: {there: {region: \(copy.region), vault: r\(number), agency: ims_copy}}"
        }
        return text + "}\n"
    }

    /// A line of the world's `servers`; empty for servers of the manifest.
    var worldServer: String {
        guard isExisting, !isMissing else { return "" }
        var disks = ["{type: SSD, size: \(dataGiB), service: \(storage)}"]
        for _ in 0..<sharedDisks { disks.append("{type: SSD, size: 10, shared: true}") }
        var text = "      - {name: \(server), zone: \(zone), flavor: \(flavor)"
        text += ", power: \"\(isStopped ? "off" : "on")\""
        if let status { text += ", status: \(status)" }
        return text + ", dataDisks: [\(disks.joined(separator: ", "))]}\n"
    }

    /// A line of the `vaults` of the world's region for copies.
    var worldReplicas: String {
        guard let copy, copy.hasExistingVault else { return "" }
        return
            "      - {name: replicas-\(number), size: \(copy.vaultGiB), purpose: \(copy.vaultPurpose), objectType: server}\n"
    }

    /// Lines of the world's `vaults`.
    var worldVaults: String {
        var text = ""
        if hasExistingVault {
            text += "      - {name: vault-\(number), size: \(vaultGiB), purpose: \(vaultPurpose),"
            text += " objectType: \(vaultObjects)}\n"
        }
        if isInOtherVault, isExisting, !isMissing {
            text += "      - {name: other-\(number), size: 1000, servers: [\(server)]}\n"
        }
        return text
    }
}
