package import XimageCore

/// Guest facts for people: what is known, what is not and why.
package struct FactsText {
    private let style: TextStyle
    private let now: Timestamp

    package init(style: TextStyle, now: Timestamp) {
        self.style = style
        self.now = now
    }

    private var language: Language { style.language }

    /// - Parameter title: the address or id of the server.
    package func render(_ facts: GuestFacts, title: String) -> String {
        var lines: [(String, String)] = []
        lines.append(
            (language("server", zh: "云服务器"), facts.instanceID?.visible ?? language("not known", zh: "未知")))
        lines.append((language("origin", zh: "来源"), origin(facts)))
        lines.append((language("system", zh: "操作系统"), value(facts.system) { $0.title }))
        lines.append((language("disks", zh: "磁盘"), value(facts.disks) { list($0.map(disk)) }))
        if facts.family.value != .windows, let linux = facts.linux { lines += rows(linux) }
        if facts.family.value != .linux, let windows = facts.windows { lines += rows(windows) }
        lines.append(
            (
                language("network", zh: "网络"),
                value(facts.interfaces) {
                    list(
                        $0.map {
                            "\($0.name) \($0.usesDHCP ? language("by DHCP", zh: "DHCP") : language("static", zh: "静态地址"))"
                        })
                }
            ))
        lines.append(
            (
                language("remote access", zh: "远程访问"),
                value(facts.remoteAccess) { "\($0.service) \(enabled($0.isEnabled))" }
            ))
        lines.append((language("carried along", zh: "随镜像带走"), value(facts.carried) { list($0.map(word)) }))
        lines.append((language("plug-ins", zh: "插件"), value(facts.plugins) { list($0.map(\.rawValue)) }))
        if !facts.sealed.isEmpty {
            lines.append((language("encrypted", zh: "已加密"), list(facts.sealed).visible))
        }
        if !facts.tools.isEmpty {
            lines.append(
                (
                    "tools",
                    list(facts.tools.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }).visible
                ))
        }
        for remark in facts.remarks { lines.append((language("remark", zh: "备注"), remark.visible)) }
        let width = lines.map(\.0.displayWidth).max() ?? 0
        var text = style.paint(title.visible, .strong) + "\n"
        for (name, value) in lines {
            let blank = String(repeating: " ", count: width - name.displayWidth + 2)
            text += "  " + style.paint(name, .faint) + blank + value + "\n"
        }
        return text
    }

    private func rows(_ linux: LinuxFacts) -> [(String, String)] {
        [
            (language("volume groups", zh: "卷组"), value(linux.volumeGroups) { list($0.map(group)) }),
            (
                language("logical volumes", zh: "逻辑卷"),
                value(linux.logicalVolumes) {
                    list(
                        $0.map {
                            language(
                                "\($0.group)/\($0.name) on \($0.physicalVolumes.joined(separator: " + "))",
                                zh: "\($0.group)/\($0.name)，位于 \($0.physicalVolumes.joined(separator: " + "))"
                            )
                        })
                }
            ),
            (language("other layouts", zh: "其他布局"), value(linux.layouts) { list($0.map(layout)) }),
            (language("root", zh: "根文件系统"), value(linux.root) { $0 }),
            (
                language("mounts", zh: "挂载"),
                value(linux.mounts) {
                    list($0.map { "\($0.device) \(language("at", zh: "->")) \($0.mountPoint)" })
                }
            ),
            (language("network rules", zh: "网络规则"), value(linux.networkRules) { list($0) }),
            (language("missing drivers", zh: "缺少的驱动"), value(linux.missingDrivers) { list($0) }),
            ("cloud-init", value(linux.cloudInit, agent)),
        ]
    }

    private func rows(_ windows: WindowsFacts) -> [(String, String)] {
        [
            (language("SAN policy", zh: "SAN 策略"), value(windows.sanPolicy) { $0.word }),
            (language("spanned volumes", zh: "跨区卷"), value(windows.spannedVolumes) { list($0.map(layout)) }),
            (language("other layouts", zh: "其他布局"), value(windows.layouts) { list($0.map(layout)) }),
            (
                language("offline disks", zh: "脱机磁盘"),
                value(windows.offlineDisks) { list($0.map { "\($0.name) (\($0.reason))" }) }
            ),
            (language("missing drivers", zh: "缺少的驱动"), value(windows.missingDrivers) { list($0) }),
            ("Cloudbase-Init", value(windows.cloudbaseInit, agent)),
        ]
    }

    // MARK: Parts

    private func value<Value>(_ fact: Fact<Value>, _ text: (Value) -> String) -> String {
        switch fact {
        case .known(let value): text(value).visible
        case .unknown(let reason):
            style.paint(
                language("not known: \(reason.visible)", zh: "未知：\(reason.visible)"), .faint)
        }
    }

    private func list(_ items: [String]) -> String {
        items.isEmpty ? language("none", zh: "无") : items.joined(separator: language(", ", zh: "、"))
    }

    private func origin(_ facts: GuestFacts) -> String {
        let detail = facts.origin.detail.map { language.aside($0.visible) } ?? ""
        let word =
            switch facts.origin.kind {
            case .declared: language("declared in the manifest", zh: "在清单中声明")
            case .file: language("a file", zh: "文件")
            case .collected: language("collected over ssh", zh: "通过 ssh 收集")
            case .imported: language("imported", zh: "导入")
            case .disks, .live: language("read from the disks", zh: "从磁盘读取")
            }
        guard let time = facts.collectedAt else { return word + detail }
        return language.listed([
            word + detail, TimeText.moment(time), TimeText.ago(time, now: now, language),
        ])
    }

    private func disk(_ disk: GuestDisk) -> String {
        let size =
            disk.bytes % (1 << 30) == 0 && disk.bytes > 0
            ? "\(disk.bytes >> 30) GiB" : language("\(disk.bytes) bytes", zh: "\(disk.bytes) 字节")
        return "\(disk.name) \(size)" + (disk.table.map { " \($0)" } ?? "")
    }

    private func group(_ group: VolumeGroup) -> String {
        let count = group.count.map { "\($0)" } ?? language("several", zh: "多")
        let volumes =
            group.physicalVolumes.isEmpty ? "" : ": \(group.physicalVolumes.joined(separator: " + "))"
        return language(
            "\(group.name) (\(count) physical\(volumes))", zh: "\(group.name)（\(count) 个物理卷\(volumes)）")
            + (group.missing > 0 ? language(", \(group.missing) missing", zh: "，缺少 \(group.missing) 个") : "")
    }

    private func layout(_ layout: DiskLayout) -> String {
        "\(layout.name) \(layout.kind)"
            + (layout.disks.isEmpty
                ? "" : language(" on ", zh: "，位于 ") + layout.disks.joined(separator: " + "))
    }

    private func agent(_ agent: GuestAgent) -> String {
        guard agent.isInstalled else { return language("not installed", zh: "未安装") }
        return (agent.version.map { $0 + language(", ", zh: "，") } ?? "") + enabled(agent.isEnabled)
    }

    private func enabled(_ isEnabled: Bool) -> String {
        isEnabled ? language("enabled", zh: "已启用") : language("disabled", zh: "未启用")
    }

    private func word(_ item: CarriedItem) -> String {
        switch item {
        case .hostKeys: language("host keys", zh: "主机密钥")
        case .authorizedKeys: language("authorised keys", zh: "授权密钥")
        case .history: language("shell history", zh: "命令历史")
        case .machineID: language("machine id", zh: "机器 ID")
        case .logs: language("logs", zh: "日志")
        case .windowsSID: "Windows SID"
        }
    }
}
