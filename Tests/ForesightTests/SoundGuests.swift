import XimageCore

/// Says of every server that its inside is in order: what is inside is not what these cases are about.
struct SoundGuests: GuestFactsSource {
    func reports(on subjects: [GuestSubject]) async -> GuestReports {
        Dictionary(subjects.map { ($0.image, .facts(Self.facts(of: $0))) }) { first, _ in first }
    }

    static func facts(of subject: GuestSubject) -> GuestFacts {
        var facts = GuestFacts(origin: GuestOrigin(.live))
        facts.instanceID = subject.live.id
        if case .server(let server) = subject.live.facts {
            facts.family = .known(GuestFamily(cloud: server.osType) ?? .linux)
            let sizes = Dictionary(
                subject.disks.map { ($0.id, $0.attributes[.size].int ?? 0) }
            ) { first, _ in first }
            facts.disks = .known(
                server.disks.map { GuestDisk(name: $0.device, bytes: Int64(sizes[$0.id] ?? 0) << 30) })
        }
        var linux = LinuxFacts()
        linux.volumeGroups = .known([])
        linux.logicalVolumes = .known([])
        facts.linux = linux
        var windows = WindowsFacts()
        windows.spannedVolumes = .known([])
        windows.sanPolicy = .known(.onlineAll)
        facts.windows = windows
        return facts
    }
}
