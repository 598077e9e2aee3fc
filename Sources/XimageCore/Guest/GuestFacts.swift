/// What is known about the inside of one server: what the cloud cannot see. Everything is optional, and that something
/// is not known is an outcome of its own. Source: constraint catalogue, section 6.
package struct GuestFacts: Hashable, Sendable, Codable {
    /// Version of this form; higher ones are refused.
    package static let format = 1

    package var format = GuestFacts.format
    package var origin: GuestOrigin
    /// The server that was looked at, by its id in the cloud; `nil` when nobody could tell.
    package var instanceID: RemoteID?
    /// When somebody looked; for facts of several times the oldest.
    package var collectedAt: Timestamp?
    /// What looked, with its version: `lvm: 2.03.16`.
    package var tools: [String: String] = [:]

    package var family: Fact<GuestFamily> = .unknown(FactGap.notAsked)
    package var system: Fact<GuestSystem> = .unknown(FactGap.notAsked)
    package var disks: Fact<[GuestDisk]> = .unknown(FactGap.notAsked)
    /// `nil` when nothing of it was asked for.
    package var linux: LinuxFacts?
    /// `nil` when nothing of it was asked for.
    package var windows: WindowsFacts?
    /// Network cards, the loopback one left out.
    package var interfaces: Fact<[GuestInterface]> = .unknown(FactGap.notAsked)
    package var remoteAccess: Fact<RemoteAccess> = .unknown(FactGap.notAsked)
    /// What the image would carry to every new server.
    package var carried: Fact<[CarriedItem]> = .unknown(FactGap.notAsked)
    /// Optional plug-ins that are there.
    package var plugins: Fact<[GuestPlugin]> = .unknown(FactGap.notAsked)
    /// Parts of disks whose content nobody could look into, such as encrypted ones.
    package var sealed: [String] = []
    /// What went less well than it should, for people.
    package var remarks: [String] = []

    package init(origin: GuestOrigin) { self.origin = origin }
}

/// How facts came to be known.
package struct GuestOrigin: Hashable, Sendable, Codable {
    package enum Kind: String, Hashable, Sendable, Codable {
        /// Somebody wrote them into the manifest.
        case declared
        /// A file that the manifest names.
        case file
        /// Read from the running server.
        case collected
        /// A collector's output that somebody brought.
        case imported
        /// Read from the bytes of the disks.
        case disks
        /// The same, of the disks that hang on the server, just now: never stale.
        case live
    }

    package var kind: Kind
    /// Where, for people: a file, or user and address.
    package var detail: String?

    package init(_ kind: Kind, _ detail: String? = nil) {
        self.kind = kind
        self.detail = detail
    }
}

package enum GuestFamily: String, Hashable, Sendable, Codable {
    case linux, windows

    /// By the cloud's word; `nil` for `Other` and for none.
    package init?(cloud word: String?) {
        switch word?.lowercased() {
        case "linux": self = .linux
        case "windows": self = .windows
        default: return nil
        }
    }

    package var title: String { self == .linux ? "Linux" : "Windows" }
}

/// The operating system itself.
package struct GuestSystem: Hashable, Sendable, Codable {
    /// Short and lower-case as in `os-release`: `ubuntu`, `centos`, `windows`.
    package var id: String
    /// `22.04`, `7`, `10.0.17763`.
    package var version: String
    /// For people: `Ubuntu 22.04.4 LTS`.
    package var title: String
    package var kernel: String?

    package init(id: String, version: String, title: String, kernel: String? = nil) {
        self.id = id
        self.version = version
        self.title = title
        self.kernel = kernel
    }
}

/// One whole disk as the guest sees it.
package struct GuestDisk: Hashable, Sendable, Codable {
    /// `vda`, `Disk 0`, or a file name.
    package var name: String
    package var bytes: Int64
    /// On KVM the first 20 characters of the disk's id in the cloud; `nil` when the disk has none.
    package var serial: String?
    /// `gpt` or `mbr`; `nil` when there is no partition table or nobody looked.
    package var table: String?

    package init(name: String, bytes: Int64, serial: String? = nil, table: String? = nil) {
        self.name = name
        self.bytes = bytes
        self.serial = serial
        self.table = table
    }
}

package struct GuestInterface: Hashable, Sendable, Codable {
    package var name: String
    package var usesDHCP: Bool

    package init(name: String, usesDHCP: Bool) {
        self.name = name
        self.usesDHCP = usesDHCP
    }
}

/// A service of the guest that matters for new servers, such as cloud-init.
package struct GuestAgent: Hashable, Sendable, Codable {
    package var isInstalled: Bool
    package var isEnabled: Bool
    package var version: String?

    package init(isInstalled: Bool, isEnabled: Bool, version: String? = nil) {
        self.isInstalled = isInstalled
        self.isEnabled = isEnabled
        self.version = version
    }
}

/// How people get in from outside.
package struct RemoteAccess: Hashable, Sendable, Codable {
    /// `sshd`, `remote desktop`.
    package var service: String
    package var isEnabled: Bool

    package init(service: String, isEnabled: Bool) {
        self.service = service
        self.isEnabled = isEnabled
    }
}

/// Identity and secrets, by their presence alone; their contents are never read.
package enum CarriedItem: String, Hashable, Sendable, Codable, CaseIterable, Comparable {
    case hostKeys, authorizedKeys, history, machineID, logs
    /// Windows that was not generalised: its SID goes along.
    case windowsSID

    package static func < (a: CarriedItem, b: CarriedItem) -> Bool { a.rawValue < b.rawValue }
}

package enum GuestPlugin: String, Hashable, Sendable, Codable, CaseIterable {
    case passwordReset, monitoring
}
