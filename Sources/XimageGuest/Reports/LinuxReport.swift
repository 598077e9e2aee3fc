import Foundation
import XimageCore

/// Makes facts of the outputs of the collector for Linux.
struct LinuxReport: Sendable {
    private let raw: RawReport
    private let devices: BlockDevices?

    init(_ raw: RawReport) {
        self.raw = raw
        devices =
            raw.json("lsblk-json").flatMap { BlockDevices(json: $0) }
            ?? raw.text("lsblk-pairs").flatMap { BlockDevices(pairs: $0) }
    }

    func facts(_ origin: GuestOrigin) -> GuestFacts {
        var facts = GuestFacts(origin: origin)
        facts.collectedAt = raw.time.flatMap { Timestamp($0) }
        facts.instanceID = ServerIdentity.normalised(raw.line("metadata-uuid") ?? raw.line("product-uuid"))
        facts.tools = tools
        facts.family = .known(.linux)
        facts.system = system
        facts.disks =
            devices.map { devices in
                .known(
                    devices.disks.map { GuestDisk(name: $0.name, bytes: $0.bytes ?? 0, serial: $0.serial) })
            } ?? .unknown(raw.gap("lsblk-pairs", "lsblk"))
        facts.interfaces = NetworkReport(raw).interfaces
        facts.remoteAccess = remoteAccess
        facts.carried = carried
        facts.plugins = plugins
        facts.sealed =
            devices?.all.filter { $0.fileSystem == "crypto_LUKS" }.map { "\($0.name) (LUKS)" } ?? []
        if raw.line("uid").map({ $0 != "0" }) ?? true {
            facts.remarks.append("the collector did not run as root, so it could not see everything")
        }
        facts.linux = linux
        return facts
    }

    private var isRoot: Bool { raw.line("uid") == "0" }

    private var tools: [String: String] {
        var result: [String: String] = [:]
        for (key, name) in [
            ("version-lsblk", "lsblk"), ("version-lvm", "lvm"), ("version-cloud-init", "cloud-init"),
        ] {
            if let line = raw.line(key) { result[name] = Self.version(line) ?? line }
        }
        if let kernel = raw.line("kernel") { result["kernel"] = kernel }
        return result
    }

    /// The first word that begins with a digit: `2.03.16(2)`.
    private static func version(_ line: String) -> String? {
        line.split(whereSeparator: \.isWhitespace).first { $0.first?.isNumber ?? false }.map(
            String.init)
    }

    private var system: Fact<GuestSystem> {
        var fields: [String: String] = [:]
        for line in raw.lines("os-release") ?? [] {
            guard let equals = line.firstIndex(of: "=") else { continue }
            fields[String(line[..<equals])] = line[line.index(after: equals)...].trimmingCharacters(
                in: CharacterSet(charactersIn: "\"' "))
        }
        if let id = fields["ID"] {
            return .known(
                GuestSystem(
                    id: id.lowercased(), version: fields["VERSION_ID"] ?? "",
                    title: fields["PRETTY_NAME"] ?? fields["NAME"] ?? id, kernel: raw.line("kernel")))
        }
        // Before os-release: `CentOS release 6.10 (Final)`.
        if let line = raw.line("redhat-release") {
            let id = line.hasPrefix("Red Hat") ? "rhel" : String(line.prefix { $0 != " " }).lowercased()
            return .known(
                GuestSystem(
                    id: id, version: Self.version(line) ?? "", title: line, kernel: raw.line("kernel")))
        }
        return .unknown("there is no os-release")
    }

    // MARK: Layouts

    private var linux: LinuxFacts {
        var facts = LinuxFacts()
        facts.layouts = devices.map { .known($0.layouts) } ?? .unknown(raw.gap("lsblk-pairs", "lsblk"))
        (facts.volumeGroups, facts.logicalVolumes) = lvm
        facts.root = root
        facts.mounts = mounts
        facts.networkRules = raw.lines("net-rules").map { .known($0) } ?? .unknown(raw.gap("net-rules", "ls"))
        facts.missingDrivers = VirtioReport(raw).missing
        facts.cloudInit = cloudInit
        return facts
    }

    private var lvm: (Fact<[VolumeGroup]>, Fact<[LogicalVolume]>) {
        do throws(LVMReport.Gap) {
            guard isRoot else { throw LVMReport.Gap(reason: "the collector did not run as root") }
            let report = try LVMReport(raw)
            return (.known(report.volumeGroups(devices)), .known(try report.logicalVolumes()))
        } catch {
            // Without LVM's tools and without a physical volume there is no LVM.
            let isMissing = raw.outputs["vgs-text"]?.status == 127
            if isMissing, let devices, devices.physicalVolumes.isEmpty { return (.known([]), .known([])) }
            let member = devices?.physicalVolumes.first.map { ", and \($0.name) is a physical volume" } ?? ""
            return (.unknown(error.reason + member), .unknown(error.reason + member))
        }
    }

    // MARK: Boot and mounts

    private var root: Fact<String> {
        let all = ((raw.lines("cmdline") ?? []) + (raw.lines("grub") ?? [])).flatMap { line in
            line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\"" })
                .filter { $0.hasPrefix("root=") }.map { String($0.dropFirst(5)) }
        }
        // One entry of the boot loader that names a device is enough to fail.
        if let bare = all.first(where: DeviceReference.isBare) { return .known(bare) }
        return all.first.map { .known($0) } ?? .unknown("the kernel command line names no root")
    }

    private var mounts: Fact<[MountEntry]> {
        // grep says 1 when every line is a comment.
        if raw.outputs["fstab"]?.status == 1 { return .known([]) }
        guard let lines = raw.lines("fstab") else { return .unknown(raw.gap("fstab", "cat /etc/fstab")) }
        let rootDisks = devices?.node(mountedAt: "/")?.disks
        return .known(
            lines.compactMap { line in
                let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
                guard fields.count >= 3, !fields[0].hasPrefix("#") else { return nil }
                var entry = MountEntry(
                    device: MountSecrets.hidden(device: fields[0]), mountPoint: fields[1], type: fields[2],
                    options: fields.count > 3
                        ? fields[3].split(separator: ",").map(MountSecrets.hidden(option:)) : [])
                entry.isOnDataDisk = isOnDataDisk(entry, rootDisks)
                return entry
            })
    }

    private func isOnDataDisk(_ entry: MountEntry, _ rootDisks: Set<String>?) -> Bool? {
        guard let devices, let rootDisks else { return nil }
        let disks: Set<String>?
        if entry.device.hasPrefix("UUID=") {
            let uuid = entry.device.dropFirst(5).trimmingCharacters(in: CharacterSet(charactersIn: "\""))
            disks = devices.node(uuid: uuid)?.disks ?? devices.node(mountedAt: entry.mountPoint)?.disks
        } else if entry.device.hasPrefix("/dev/") {
            disks = devices.disks(of: entry.device) ?? devices.node(mountedAt: entry.mountPoint)?.disks
        } else {
            disks = devices.node(mountedAt: entry.mountPoint)?.disks
        }
        return disks.map { !$0.isSubset(of: rootDisks) }
    }

    // MARK: Services and what lies about

    private var cloudInit: Fact<GuestAgent> {
        guard let output = raw.outputs["version-cloud-init"] else { return .unknown(FactGap.notInReport) }
        guard output.status != 127 else { return .known(GuestAgent(isInstalled: false, isEnabled: false)) }
        // systemctl says so with another exit code for each state.
        let states = (raw.outputs["cloud-init-enabled"]?.text ?? "").split(whereSeparator: \.isNewline)
        guard !states.isEmpty else { return .unknown("nobody could tell whether cloud-init is enabled") }
        let isEnabled = states.contains {
            ["enabled", "enabled-runtime", "static", "generated", "on"].contains($0)
        }
        return .known(
            GuestAgent(isInstalled: true, isEnabled: isEnabled, version: Self.version(output.text)))
    }

    private var remoteAccess: Fact<RemoteAccess> {
        let states = (raw.outputs["ssh-enabled"]?.text ?? "").split(whereSeparator: \.isNewline)
        guard !states.isEmpty else { return .unknown("nobody could tell whether sshd is enabled") }
        let words = ["enabled", "enabled-runtime", "alias", "indirect", "generated", "on", "running"]
        return .known(
            RemoteAccess(service: "sshd", isEnabled: states.contains { words.contains(String($0)) }))
    }

    private var carried: Fact<[CarriedItem]> {
        guard let lines = raw.lines("carried") else { return .unknown(raw.gap("carried", "test")) }
        guard isRoot else { return .unknown("the collector did not run as root") }
        return .known(Set(lines.compactMap { CarriedItem(rawValue: $0) }).sorted())
    }

    private var plugins: Fact<[GuestPlugin]> {
        guard let lines = raw.lines("plugins") else { return .unknown(raw.gap("plugins", "test")) }
        return .known(lines.compactMap { GuestPlugin(rawValue: $0) })
    }
}

/// Passwords of network file systems in fstab, which no fact keeps.
enum MountSecrets {
    private static let names = ["password", "password2", "passwd", "pass", "pwd", "secret", "key", "token"]

    /// `password=x` without its value.
    static func hidden(option: some StringProtocol) -> String {
        guard let equals = option.firstIndex(of: "="), names.contains(option[..<equals].lowercased()) else {
            return String(option)
        }
        return option[...equals] + "(sensitive)"
    }

    /// `https://user:x@host/share` without the password.
    static func hidden(device: String) -> String {
        guard let start = device.firstRange(of: "//")?.upperBound else { return device }
        let end = device[start...].firstIndex(of: "/") ?? device.endIndex
        guard let at = device[start..<end].lastIndex(of: "@"),
            let colon = device[start..<at].firstIndex(of: ":")
        else { return device }
        return device[...colon] + "(sensitive)" + device[at...]
    }
}

/// Ids of servers as guests tell them.
enum ServerIdentity {
    /// A UUID in lower case; `nil` for anything else, and for the placeholders of virtual machines without one.
    static func normalised(_ text: String?) -> RemoteID? {
        guard let text = text?.lowercased() else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [8, 4, 4, 4, 12], text.allSatisfy({ $0 == "-" || $0.isHexDigit }),
            text.contains(where: { $0 != "0" && $0 != "-" && $0 != "f" })
        else { return nil }
        return text
    }
}
