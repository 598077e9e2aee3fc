import Foundation
import XimageCore

/// Whether network cards get their addresses by DHCP, by whatever configures them.
struct NetworkReport: Sendable {
    private let raw: RawReport
    private var found: [String: Bool] = [:]

    init(_ raw: RawReport) {
        self.raw = raw
        readManager()
        readScripts()
        readInterfaces()
        readNetplan()
        if found.isEmpty { readAddresses() }
    }

    var interfaces: Fact<[GuestInterface]> {
        guard !found.isEmpty else { return .unknown("no configuration of a network card was found") }
        return .known(
            found.sorted { $0.key < $1.key }.map { GuestInterface(name: $0.key, usesDHCP: $0.value) })
    }

    /// One configuration with a fixed address is enough.
    private mutating func note(_ name: String, usesDHCP: Bool) {
        guard !name.isEmpty, name != "lo" else { return }
        found[name] = (found[name] ?? true) && usesDHCP
    }

    /// `NAME|TYPE|ipv4.method`
    private mutating func readManager() {
        for line in raw.lines("nmcli") ?? [] {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3, fields[1].contains("ethernet") else { continue }
            switch fields[2] {
            case "manual": note(fields[0], usesDHCP: false)
            case "auto": note(fields[0], usesDHCP: true)
            default: break
            }
        }
    }

    /// `/etc/sysconfig/network-scripts/ifcfg-eth0:BOOTPROTO="dhcp"`
    private mutating func readScripts() {
        var values: [String: [String: String]] = [:]
        for line in raw.lines("ifcfg") ?? [] {
            guard let file = line.firstIndex(of: ":"), let equals = line[file...].firstIndex(of: "=") else {
                continue
            }
            let name =
                line[..<file].split(separator: "/").last.map { String($0).replacing("ifcfg-", with: "") }
                ?? ""
            let key = line[line.index(after: file)..<equals].uppercased()
            let value = line[line.index(after: equals)...].trimmingCharacters(
                in: CharacterSet(charactersIn: "\"' "))
            values[name, default: [:]][key] = value.lowercased()
        }
        for (name, own) in values {
            switch own["BOOTPROTO"] {
            case "dhcp", "bootp": note(name, usesDHCP: true)
            case "static": note(name, usesDHCP: false)
            default:
                if own["IPADDR"] != nil || own["IPADDR0"] != nil { note(name, usesDHCP: false) }
            }
        }
    }

    /// `iface eth0 inet dhcp`
    private mutating func readInterfaces() {
        for line in raw.lines("interfaces") ?? [] {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
            guard words.count >= 4, words[0] == "iface", words[2] == "inet" else { continue }
            if words[3] == "static" { note(words[1], usesDHCP: false) }
            if words[3] == "dhcp" { note(words[1], usesDHCP: true) }
        }
    }

    /// Lines with a name alone, `dhcp4:` or `addresses:`, with their indentation.
    private mutating func readNetplan() {
        var name: (text: String, indent: Int)?
        var dhcp: Bool?
        var hasAddresses = false
        func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }
        func finish(_ report: inout NetworkReport) {
            guard let name else { return }
            if let dhcp, dhcp {
                report.note(name.text, usesDHCP: true)
            } else if hasAddresses {
                report.note(name.text, usesDHCP: false)
            }
        }
        let sections = [
            "network", "ethernets", "match", "nameservers", "routes", "bonds", "vlans", "bridges",
        ]
        for line in raw.lines("netplan") ?? [] {
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.hasPrefix("dhcp4:") {
                dhcp = ["true", "yes", "on"].contains(
                    text.dropFirst(6).trimmingCharacters(in: .whitespaces).lowercased())
            } else if text.hasPrefix("addresses:") {
                // Those of name servers stand deeper.
                if let name, indent(line) <= name.indent + 4 { hasAddresses = true }
            } else if text.hasSuffix(":"), !sections.contains(String(text.dropLast())) {
                finish(&self)
                name = (String(text.dropLast()), indent(line))
                (dhcp, hasAddresses) = (nil, false)
            }
        }
        finish(&self)
    }

    /// `2: eth0 inet 10.0.0.5/24 brd 10.0.0.255 scope global dynamic eth0`: only leased addresses are dynamic.
    private mutating func readAddresses() {
        for line in raw.lines("addresses") ?? [] {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
            guard words.count > 3, words[2] == "inet" else { continue }
            let name = words[1]
            let isVirtual = ["docker", "br-", "veth", "virbr", "cni", "flannel", "tun", "tap"].contains {
                name.hasPrefix($0)
            }
            if !isVirtual { note(name, usesDHCP: words.contains("dynamic")) }
        }
    }
}

/// Drivers for virtual disks and network cards, in the kernel or in its initial RAM disk.
struct VirtioReport: Sendable {
    private let raw: RawReport

    init(_ raw: RawReport) { self.raw = raw }

    /// Module to the kernel's option.
    private static let modules = [
        ("virtio", "CONFIG_VIRTIO"), ("virtio_pci", "CONFIG_VIRTIO_PCI"), ("virtio_blk", "CONFIG_VIRTIO_BLK"),
        ("virtio_scsi", "CONFIG_SCSI_VIRTIO"), ("virtio_net", "CONFIG_VIRTIO_NET"),
    ]

    var missing: Fact<[String]> {
        let builtIn = Set(
            (raw.lines("kernel-config") ?? []).filter { $0.hasSuffix("=y") }.map { String($0.dropLast(2)) })
        let listed = raw.lines("initrd")
        let inside = Set((listed ?? []).map(Self.module))
        let missing = Self.modules.filter { !builtIn.contains($0.1) && !inside.contains($0.0) }.map(\.0)
        guard !missing.isEmpty else { return .known([]) }
        guard listed != nil else { return .unknown(raw.gap("initrd", "lsinitrd or lsinitramfs")) }
        guard raw.text("kernel-config") != nil else {
            return .unknown(raw.gap("kernel-config", "the kernel's configuration"))
        }
        return .known(missing)
    }

    /// `.../kernel/drivers/block/virtio_blk.ko.xz` is `virtio_blk`.
    private static func module(_ line: String) -> String {
        let file = line.split(whereSeparator: { $0 == "/" || $0 == " " }).last ?? ""
        return String(file.prefix { $0 != "." }).replacing("-", with: "_")
    }
}
