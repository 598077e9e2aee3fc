/// What is only in a Windows guest.
package struct WindowsFacts: Hashable, Sendable, Codable {
    package var sanPolicy: Fact<SanPolicy> = .unknown(FactGap.notAsked)
    package var spannedVolumes: Fact<[DiskLayout]> = .unknown(FactGap.notAsked)
    /// Striped, mirrored and RAID-5 volumes, and storage pools, over several disks.
    package var layouts: Fact<[DiskLayout]> = .unknown(FactGap.notAsked)
    /// Disks that are offline or read-only.
    package var offlineDisks: Fact<[OfflineDisk]> = .unknown(FactGap.notAsked)
    /// Drivers and tools that a new server needs and would not find.
    package var missingDrivers: Fact<[String]> = .unknown(FactGap.notAsked)
    package var cloudbaseInit: Fact<GuestAgent> = .unknown(FactGap.notAsked)

    package init() {}
}

/// What Windows does with disks that it finds for the first time. Source: Microsoft reference VDS_SAN_POLICY.
package enum SanPolicy: Int, Hashable, Sendable, Codable, CaseIterable {
    case onlineAll = 1
    case offlineShared = 2
    case offlineAll = 3
    case offlineInternal = 4

    package var word: String {
        switch self {
        case .onlineAll: "OnlineAll"
        case .offlineShared: "OfflineShared"
        case .offlineAll: "OfflineAll"
        case .offlineInternal: "OfflineInternal"
        }
    }

    /// `Online All`, `onlineall`; blanks and case do not count.
    package init?(word: String) {
        let wanted = word.lowercased().filter { !$0.isWhitespace }
        guard let found = Self.allCases.first(where: { $0.word.lowercased() == wanted }) else { return nil }
        self = found
    }
}

/// A disk that Windows does not use, or does not write to.
package struct OfflineDisk: Hashable, Sendable, Codable {
    package var name: String
    /// `Policy`; empty when Windows gives none.
    package var reason: String

    package init(name: String, reason: String) {
        self.name = name
        self.reason = reason
    }
}
