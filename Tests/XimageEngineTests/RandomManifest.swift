import XimageCore
import XimagePlanning

/// Small random sets as people write them: two vaults, servers with data disks, their images, servers made from them.
struct RandomManifest {
    static let publicImages: Set = ["Ubuntu 22.04 server 64bit", "Debian 12.0.0 64bit"]

    /// Disks only grow from one edit to the next.
    var diskGiB = 100
    private var lines: [String] = []

    static func text(diskGiB: Int, _ random: inout some RandomNumberGenerator) -> String {
        var manifest = RandomManifest()
        manifest.diskGiB = diskGiB
        manifest.write(&random)
        return Manifests.head + manifest.lines.joined(separator: "\n") + "\n"
    }

    private mutating func write(_ random: inout some RandomNumberGenerator) {
        let count = Int.random(in: 1...3, using: &random)
        let imaged = (0..<count).filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
        lines.append("vaults:")
        for name in ["main", "second"] {
            let size = Int.random(in: 30...32, using: &random) * 100
            lines.append("  \(name): {size: \(size) GiB, tags: {team: \(Self.word(&random))}}")
        }
        lines.append("servers:")
        for index in 0..<count { server(index, &random) }
        if let index = imaged.first, Bool.random(using: &random) { clone(of: index, &random) }
        if !imaged.isEmpty { lines.append("images:") }
        for index in imaged {
            lines += [
                "  i\(index):", "    from: {server: s\(index)}",
                "    vault: \(index.isMultiple(of: 2) ? "main" : "second")",
                "    revision: \"\(Int.random(in: 1...2, using: &random))\"",
                "    description: \(Self.word(&random))",
            ]
            if Int.random(in: 0..<4, using: &random) == 0 { lines.append("    quiesce: stop") }
        }
    }

    private mutating func server(_ index: Int, _ random: inout some RandomNumberGenerator) {
        lines += [
            "  s\(index):",
            "    zone: \(Int.random(in: 0..<4, using: &random) == 0 ? "cn-north-4b" : "cn-north-4a")",
            "    flavor: \(Bool.random(using: &random) ? "s6.large.2" : "s6.xlarge.2")",
            "    image: {name: \"\(Self.publicImages.randomElement(using: &random) ?? "")\"}",
            "    systemDisk: {type: SSD, size: 40 GiB}", "    tags: {team: \(Self.word(&random))}",
            "    dataDisks:",
        ]
        for part in ["data", "logs", "cache"] where Bool.random(using: &random) {
            let size = diskGiB + (Bool.random(using: &random) ? 10 : 0)
            let removal = Bool.random(using: &random) ? "keep" : "delete"
            lines.append("      \(part): {type: SSD, size: \(size) GiB, onRemove: \(removal)}")
        }
        if lines.last == "    dataDisks:" { lines.removeLast() }
    }

    private mutating func clone(of index: Int, _ random: inout some RandomNumberGenerator) {
        lines += [
            "  clone:", "    flavor: s6.large.2", "    image: {from: i\(index)}",
            "    onNewImage: \(Bool.random(using: &random) ? "keep" : "replace")",
            "    systemDisk: {type: SSD, size: 40 GiB}",
        ]
    }

    private static func word(_ random: inout some RandomNumberGenerator) -> String {
        ["one", "two", "three"].randomElement(using: &random) ?? "one"
    }

    /// The set with consent to lose what an edit of an earlier set deletes or replaces.
    static func consent(
        _ desired: DesiredState, since earlier: DesiredState, _ random: inout some RandomNumberGenerator
    ) -> DesiredState {
        var result = desired
        let declared = Set(desired.resources.map(\.address))
        for address in earlier.resources.map(\.address)
        where !declared.contains(address) && address.kind != .disk {
            result.removals.append(
                Removal(from: address, action: Bool.random(using: &random) ? .delete : .forget))
        }
        result.acknowledgements = (earlier.resources + desired.resources).map(\.address)
            .filter { [.server, .disk].contains($0.kind) }
            .map { Acknowledgement(key: "destroy", target: $0) }
        return result
    }
}
