import XimageCore

/// Systems that the image service supports. Source: IMS user guide 'OS support' (2025).
enum SupportedSystems {
    /// By the id of `os-release`: the oldest version, as numbers.
    private static let oldest: [String: [Int]] = [
        "ubuntu": [14, 4], "debian": [8], "centos": [6], "rhel": [6], "ol": [6], "fedora": [20], "rocky": [8],
        "almalinux": [8], "opensuse": [13], "opensuse-leap": [15], "sles": [11], "euleros": [2],
        "openeuler": [20], "hce": [1], "coreos": [1000], "anolis": [7], "uos": [20], "kylin": [10],
        // Windows Server 2008 R2 and Windows 7.
        "windows-server": [6, 1], "windows": [6, 1],
    ]

    static func contains(_ system: GuestSystem) -> Bool {
        guard let oldest = oldest[system.id] else { return false }
        // Rolling releases have none.
        guard !system.version.isEmpty else { return true }
        let version = system.version.split(whereSeparator: { $0 == "." || $0 == " " || $0 == "-" }).map {
            Int($0.drop { !$0.isNumber }.prefix { $0.isNumber }) ?? 0
        }
        return !version.lexicographicallyPrecedes(oldest)
    }

    /// From the name of a public image: `Ubuntu 22.04 server 64bit`; `nil` when it tells nothing.
    static func parse(_ name: String?) -> GuestSystem? {
        guard let name else { return nil }
        let ids = [
            "ubuntu": "ubuntu", "debian": "debian", "centos": "centos", "red hat": "rhel", "rhel": "rhel",
            "oracle": "ol", "fedora": "fedora", "rocky": "rocky", "almalinux": "almalinux",
            "opensuse": "opensuse", "suse": "sles", "euleros": "euleros", "openeuler": "openeuler",
            "huawei cloud euleros": "hce", "coreos": "coreos",
        ]
        let lower = name.lowercased()
        if lower.hasPrefix("windows") { return GuestSystem(id: "windows-server", version: "", title: name) }
        // The longest beginning: "opensuse" before "suse".
        let found = ids.filter { lower.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }
        guard let id = found?.value else { return nil }
        let version = name.split(separator: " ").first { $0.first?.isNumber ?? false } ?? ""
        return GuestSystem(id: id, version: String(version), title: name)
    }
}
