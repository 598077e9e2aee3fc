package import XimageCore

/// Guest facts for people: what is known, what is not and why.
package struct FactsText {
    private let style: TextStyle
    private let now: Timestamp

    package init(style: TextStyle, now: Timestamp) {
        self.style = style
        self.now = now
    }

    /// - Parameter title: the address or id of the server.
    package func render(_ facts: GuestFacts, title: String) -> String {
        var lines: [(String, String)] = []
        lines.append(("server", facts.instanceID?.visible ?? "not known"))
        lines.append(("origin", origin(facts)))
        lines.append(("system", value(facts.system) { $0.title }))
        lines.append(("disks", value(facts.disks) { list($0.map(disk)) }))
        if facts.family.value != .windows, let linux = facts.linux { lines += rows(linux) }
        if facts.family.value != .linux, let windows = facts.windows { lines += rows(windows) }
        lines.append(
            (
                "network",
                value(facts.interfaces) {
                    list($0.map { "\($0.name) \($0.usesDHCP ? "by DHCP" : "static")" })
                }
            ))
        lines.append(
            (
                "remote access",
                value(facts.remoteAccess) { "\($0.service) \($0.isEnabled ? "enabled" : "disabled")" }
            ))
        lines.append(("carried along", value(facts.carried) { list($0.map(Self.word)) }))
        lines.append(("plug-ins", value(facts.plugins) { list($0.map(\.rawValue)) }))
        if !facts.sealed.isEmpty { lines.append(("encrypted", list(facts.sealed).visible)) }
        if !facts.tools.isEmpty {
            lines.append(
                (
                    "tools",
                    list(facts.tools.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }).visible
                ))
        }
        for remark in facts.remarks { lines.append(("remark", remark.visible)) }
        let width = lines.map(\.0.count).max() ?? 0
        var text = style.paint(title.visible, .strong) + "\n"
        for (name, value) in lines {
            let blank = String(repeating: " ", count: width - name.count + 2)
            text += "  " + style.paint(name, .faint) + blank + value + "\n"
        }
        return text
    }

    private func rows(_ linux: LinuxFacts) -> [(String, String)] {
        [
            ("volume groups", value(linux.volumeGroups) { list($0.map(group)) }),
            (
                "logical volumes",
                value(linux.logicalVolumes) {
                    list(
                        $0.map { "\($0.group)/\($0.name) on \($0.physicalVolumes.joined(separator: " + "))" })
                }
            ),
            ("other layouts", value(linux.layouts) { list($0.map(layout)) }),
            ("root", value(linux.root) { $0 }),
            ("mounts", value(linux.mounts) { list($0.map { "\($0.device) at \($0.mountPoint)" }) }),
            ("network rules", value(linux.networkRules) { list($0) }),
            ("missing drivers", value(linux.missingDrivers) { list($0) }),
            ("cloud-init", value(linux.cloudInit, agent)),
        ]
    }

    private func rows(_ windows: WindowsFacts) -> [(String, String)] {
        [
            ("SAN policy", value(windows.sanPolicy) { $0.word }),
            ("spanned volumes", value(windows.spannedVolumes) { list($0.map(layout)) }),
            ("other layouts", value(windows.layouts) { list($0.map(layout)) }),
            ("offline disks", value(windows.offlineDisks) { list($0.map { "\($0.name) (\($0.reason))" }) }),
            ("missing drivers", value(windows.missingDrivers) { list($0) }),
            ("Cloudbase-Init", value(windows.cloudbaseInit, agent)),
        ]
    }

    // MARK: Parts

    private func value<Value>(_ fact: Fact<Value>, _ text: (Value) -> String) -> String {
        switch fact {
        case .known(let value): text(value).visible
        case .unknown(let reason): style.paint("not known: \(reason.visible)", .faint)
        }
    }

    private func list(_ items: [String]) -> String { items.isEmpty ? "none" : items.joined(separator: ", ") }

    private func origin(_ facts: GuestFacts) -> String {
        let detail = facts.origin.detail.map { " (\($0.visible))" } ?? ""
        let word =
            switch facts.origin.kind {
            case .declared: "declared in the manifest"
            case .file: "a file"
            case .collected: "collected over ssh"
            case .imported: "imported"
            case .disks, .live: "read from the disks"
            }
        guard let time = facts.collectedAt else { return word + detail }
        return "\(word)\(detail), \(TimeText.moment(time)), \(TimeText.ago(time, now: now))"
    }

    private func disk(_ disk: GuestDisk) -> String {
        let size =
            disk.bytes % (1 << 30) == 0 && disk.bytes > 0 ? "\(disk.bytes >> 30) GiB" : "\(disk.bytes) bytes"
        return "\(disk.name) \(size)" + (disk.table.map { " \($0)" } ?? "")
    }

    private func group(_ group: VolumeGroup) -> String {
        let count = group.count.map { "\($0)" } ?? "several"
        let volumes =
            group.physicalVolumes.isEmpty ? "" : ": \(group.physicalVolumes.joined(separator: " + "))"
        return "\(group.name) (\(count) physical\(volumes))"
            + (group.missing > 0 ? ", \(group.missing) missing" : "")
    }

    private func layout(_ layout: DiskLayout) -> String {
        "\(layout.name) \(layout.kind)"
            + (layout.disks.isEmpty ? "" : " on \(layout.disks.joined(separator: " + "))")
    }

    private func agent(_ agent: GuestAgent) -> String {
        guard agent.isInstalled else { return "not installed" }
        return (agent.version.map { "\($0), " } ?? "") + (agent.isEnabled ? "enabled" : "disabled")
    }

    private static func word(_ item: CarriedItem) -> String {
        switch item {
        case .hostKeys: "host keys"
        case .authorizedKeys: "authorised keys"
        case .history: "shell history"
        case .machineID: "machine id"
        case .logs: "logs"
        case .windowsSID: "Windows SID"
        }
    }
}
