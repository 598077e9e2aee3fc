import Foundation
import XimageCore

/// Makes facts of the outputs of the collector for Windows.
struct WindowsReport: Sendable {
    private let raw: RawReport

    init(_ raw: RawReport) { self.raw = raw }

    func facts(_ origin: GuestOrigin) -> GuestFacts {
        var facts = GuestFacts(origin: origin)
        facts.collectedAt = raw.time.flatMap { Timestamp($0) }
        facts.instanceID = ServerIdentity.normalised(raw.line("metadata-uuid") ?? raw.line("product-uuid"))
        if let version = raw.line("powershell") { facts.tools["powershell"] = version }
        facts.family = .known(.windows)
        facts.system = system
        facts.disks = disks
        facts.interfaces = interfaces
        facts.remoteAccess = remoteAccess
        facts.carried = carried
        facts.plugins =
            raw.lines("plugins").map { .known($0.compactMap { GuestPlugin(rawValue: $0) }) }
            ?? .unknown(raw.gap("plugins", "Get-Service"))
        if raw.line("administrator").map({ $0.lowercased() != "true" }) ?? true {
            facts.remarks.append("the collector did not run as administrator, so it could not see everything")
        }
        facts.sealed = (raw.lines("bitlocker") ?? []).map { "\($0) (BitLocker)" }
        facts.windows = windows
        return facts
    }

    private var system: Fact<GuestSystem> {
        guard let json = raw.json("os")?.items.first, let version = json["Version"]?.text else {
            return .unknown(raw.gap("os", "Get-CimInstance"))
        }
        return .known(
            GuestSystem(
                id: (json["ProductType"]?.int ?? 1) == 1 ? "windows" : "windows-server", version: version,
                title: json["Caption"]?.text ?? "Windows \(version)"))
    }

    private var disks: Fact<[GuestDisk]> {
        guard let json = raw.json("disks") else { return .unknown(raw.gap("disks", "Get-Disk")) }
        return .known(
            json.items.compactMap { item in
                guard let number = item["Number"]?.int, let bytes = item["Size"]?.int else { return nil }
                return GuestDisk(
                    name: "Disk \(number)", bytes: bytes,
                    serial: item["SerialNumber"]?.text?.trimmingCharacters(in: .whitespaces),
                    table: Self.style(item["PartitionStyle"]))
            })
    }

    private static func style(_ json: LooseJSON?) -> String? {
        switch json?.text?.lowercased() {
        case "1", "mbr": "mbr"
        case "2", "gpt": "gpt"
        default: nil
        }
    }

    // MARK: SAN policy

    /// Both ways have to agree; DiskPart counts where neither of them answers.
    private var sanPolicy: Fact<SanPolicy> {
        let values = ["san-storage", "san-registry"].compactMap { raw.line($0) }.compactMap { word in
            Int(word).flatMap { SanPolicy(rawValue: $0) } ?? SanPolicy(word: word)
        }
        let fromText = raw.text("diskpart").map { DiskpartText($0).sanPolicy }
        guard let first = values.first else {
            return fromText ?? .unknown("neither the registry nor DiskPart gave a SAN policy")
        }
        let all = values + [fromText?.value].compactMap { $0 }
        guard all.allSatisfy({ $0 == first }) else {
            return .unknown("its sources disagree: " + all.map(\.word).joined(separator: ", "))
        }
        return .known(first)
    }

    // MARK: Volumes

    private static let dynamicTypes: Set<String> = [GUID.ldmData, GUID.ldmMetadata]

    /// Whether some disk is dynamic; `nil` when that is not known.
    private var hasDynamicDisks: Bool? {
        guard let json = raw.json("partitions") else {
            let disks = raw.text("diskpart").map { DiskpartText($0).disks } ?? []
            return disks.isEmpty ? nil : disks.contains(where: \.isDynamic)
        }
        return json.items.contains { item in
            let type = (item["GptType"]?.text ?? "").uppercased().filter { $0 != "{" && $0 != "}" }
            return item["MbrType"]?.int == 0x42 || Self.dynamicTypes.contains(type)
        }
    }

    private var volumes: (spanned: Fact<[DiskLayout]>, others: Fact<[DiskLayout]>) {
        if hasDynamicDisks == false { return (.known([]), pools.map { $0 }) }
        guard let text = raw.text("diskpart") else {
            let gap =
                hasDynamicDisks == nil
                ? raw.gap("partitions", "Get-Partition") : raw.gap("diskpart", "diskpart")
            return (.unknown(gap), .unknown(gap))
        }
        let volumes = DiskpartText(text).volumes
        guard !volumes.isEmpty, volumes.allSatisfy({ $0.type != nil }) else {
            let gap = "DiskPart's table of volumes is in words that are not known here"
            return (.unknown(gap), .unknown(gap))
        }
        func layouts(_ kinds: [DiskpartText.VolumeType: String]) -> [DiskLayout] {
            volumes.compactMap { volume in
                guard let kind = volume.type.flatMap({ kinds[$0] }) else { return nil }
                let name = volume.letter.isEmpty ? "volume \(volume.number)" : "\(volume.letter):"
                return DiskLayout(kind: kind, name: name, disks: disks(of: volume.number))
            }
        }
        let others = layouts([.striped: "striped", .mirrored: "mirrored", .raid5: "RAID-5"])
        return (.known(layouts([.spanned: "spanned"])), pools.map { others + $0 })
    }

    /// From `detail volume`.
    private func disks(of volume: String) -> [String] {
        raw.text("diskpart-volume-\(volume)").map { DiskpartText($0).disks.map { "Disk \($0.number)" } } ?? []
    }

    /// Storage pools over several disks: `[{"Pool": "data", "DeviceId": "1"}]`.
    private var pools: Fact<[DiskLayout]> {
        guard let json = raw.json("pools") else { return .unknown(raw.gap("pools", "Get-StoragePool")) }
        var disks: [String: Set<String>] = [:]
        for item in json.items {
            guard let pool = item["Pool"]?.text, let disk = item["DeviceId"]?.text else { continue }
            disks[pool, default: []].insert("Disk \(disk)")
        }
        return .known(
            disks.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
                .map { DiskLayout(kind: "storage pool", name: $0.key, disks: $0.value.sorted()) })
    }

    private var windows: WindowsFacts {
        var facts = WindowsFacts()
        facts.sanPolicy = sanPolicy
        (facts.spannedVolumes, facts.layouts) = volumes
        facts.offlineDisks = offlineDisks
        facts.missingDrivers = missingDrivers
        facts.cloudbaseInit = cloudbaseInit
        return facts
    }

    private var offlineDisks: Fact<[OfflineDisk]> {
        guard let json = raw.json("disks") else { return .unknown(raw.gap("disks", "Get-Disk")) }
        return .known(
            json.items.compactMap { item in
                guard let number = item["Number"]?.int else { return nil }
                let isOffline = item["IsOffline"]?.bool ?? false
                guard isOffline || item["IsReadOnly"]?.bool ?? false else { return nil }
                return OfflineDisk(
                    name: "Disk \(number)",
                    reason: isOffline ? item["OfflineReason"]?.text ?? "" : "read-only")
            })
    }

    // MARK: Other facts

    private var missingDrivers: Fact<[String]> {
        guard let text = raw.text("drivers")?.lowercased() else {
            return .unknown(raw.gap("drivers", "pnputil"))
        }
        return .known(["viostor", "vioscsi", "netkvm"].filter { !text.contains($0) })
    }

    private var cloudbaseInit: Fact<GuestAgent> {
        guard let line = raw.line("cloudbase-init") else {
            return raw.outputs["cloudbase-init"]?.status == 0
                ? .known(GuestAgent(isInstalled: false, isEnabled: false))
                : .unknown(raw.gap("cloudbase-init", "Get-Service"))
        }
        return .known(GuestAgent(isInstalled: true, isEnabled: line.lowercased() != "disabled"))
    }

    private var interfaces: Fact<[GuestInterface]> {
        guard let json = raw.json("interfaces") else {
            return .unknown(raw.gap("interfaces", "Get-NetIPInterface"))
        }
        return .known(
            json.items.compactMap { item in
                guard let name = item["InterfaceAlias"]?.text, !name.lowercased().contains("loopback") else {
                    return nil
                }
                let word = item["Dhcp"]?.text?.lowercased()
                return GuestInterface(name: name, usesDHCP: word == "1" || word == "enabled")
            })
    }

    private var remoteAccess: Fact<RemoteAccess> {
        guard let denied = raw.line("deny-remote-desktop").flatMap({ Int($0) }) else {
            return .unknown(raw.gap("deny-remote-desktop", "Get-ItemProperty"))
        }
        return .known(RemoteAccess(service: "remote desktop", isEnabled: denied == 0))
    }

    private var carried: Fact<[CarriedItem]> {
        guard let state = raw.line("image-state") else {
            return .unknown(raw.gap("image-state", "Get-ItemProperty"))
        }
        return .known(state.uppercased().contains("GENERALIZE") ? [] : [.windowsSID])
    }
}
