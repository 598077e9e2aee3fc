/// What planning was told about the insides of the source servers, by the address of the image series.
package typealias GuestReports = [Address: GuestReport]

/// What could be found out about the inside of one source server.
package enum GuestReport: Hashable, Sendable {
    case facts(GuestFacts)
    /// Nothing, and why: full words that end a sentence, such as `ssh: connection refused`.
    case nothing(String)
}

/// One server whose inside has to be known before an image of it is made.
package struct GuestSubject: Hashable, Sendable {
    /// The image series.
    package var image: Address
    /// The declared server; `nil` when the source is an id.
    package var server: Address?
    package var region: Region
    /// As the cloud reports it now.
    package var live: LiveResource
    /// The disks that hang on it, the system disk first.
    package var disks: [LiveResource]
    /// What the manifest says: the image's own block, else that of its server.
    package var settings: GuestSettings?

    package init(
        image: Address, server: Address?, region: Region, live: LiveResource, disks: [LiveResource],
        settings: GuestSettings?
    ) {
        self.image = image
        self.server = server
        self.region = region
        self.live = live
        self.disks = disks
        self.settings = settings
    }
}

/// Finds out what is inside servers: from files, from the servers themselves, from the bytes of their disks.
package protocol GuestFactsSource: Sendable {
    /// Answers for every subject. A failure is an answer too.
    func reports(on subjects: [GuestSubject]) async -> GuestReports
}

extension GuestFacts {
    /// What the manifest itself declares; `nil` when it declares nothing of that kind.
    package init?(declared settings: GuestSettings) {
        let says = settings.sanPolicy != nil || settings.spannedVolumes != nil || settings.volumeGroups != nil
        guard says else { return nil }
        self.init(origin: GuestOrigin(.declared, settings.origin.map { "\($0)" }))
        collectedAt = settings.asOf
        family = settings.family.map { .known($0) } ?? .unknown("the manifest does not say")
        if let groups = settings.volumeGroups {
            var facts = LinuxFacts()
            facts.volumeGroups = .known(
                groups.map { VolumeGroup(name: $0, physicalVolumes: [], count: nil) })
            if groups.isEmpty { facts.logicalVolumes = .known([]) }
            linux = facts
        }
        if settings.sanPolicy != nil || settings.spannedVolumes != nil {
            var facts = WindowsFacts()
            if let policy = settings.sanPolicy.flatMap({ SanPolicy(word: $0) }) {
                facts.sanPolicy = .known(policy)
            }
            if let volumes = settings.spannedVolumes {
                facts.spannedVolumes = .known(
                    volumes.map { DiskLayout(kind: "spanned", name: $0, disks: []) })
            }
            windows = facts
        }
    }

    /// These facts, with gaps filled from others. What was measured takes precedence over what was declared, except for a
    /// declared danger: a volume over several disks that someone knows of counts until the declaration is changed.
    package func filled(from other: GuestFacts) -> GuestFacts {
        var result = self
        result.family = family.or(other.family)
        if let theirs = other.linux {
            var mine = linux ?? LinuxFacts()
            mine.volumeGroups = mine.volumeGroups.or(theirs.volumeGroups).adding(theirs.volumeGroups) {
                $0.name == $1.name
            }
            mine.logicalVolumes = mine.logicalVolumes.or(theirs.logicalVolumes)
            result.linux = mine
        }
        if let theirs = other.windows {
            var mine = windows ?? WindowsFacts()
            mine.sanPolicy = mine.sanPolicy.or(theirs.sanPolicy)
            mine.spannedVolumes = mine.spannedVolumes.or(theirs.spannedVolumes).adding(
                theirs.spannedVolumes
            ) { $0.name.lowercased() == $1.name.lowercased() }
            result.windows = mine
        }
        return result
    }
}

extension Fact {
    /// The items of a list with those of another that it lacks.
    fileprivate func adding<Item>(
        _ other: Fact<[Item]>, isSame: (Item, Item) -> Bool
    ) -> Fact<[Item]> where Value == [Item] {
        guard let mine = value, let theirs = other.value else { return self }
        return .known(mine + theirs.filter { item in !mine.contains { isSame($0, item) } })
    }
}

extension GuestSettings {
    /// The declared family; what only one family has tells it too.
    package var family: GuestFamily? {
        if let os { return GuestFamily(cloud: os) }
        if sanPolicy != nil || spannedVolumes != nil { return .windows }
        return volumeGroups != nil ? .linux : nil
    }
}
