/// A value kept apart, so that those who lack it stay small.
package indirect enum Boxed<Content: Hashable & Sendable>: Hashable, Sendable {
    case box(Content)

    package init(_ content: Content) { self = .box(content) }

    package var content: Content {
        switch self {
        case .box(let content): content
        }
    }
}

/// How long to wait for the cloud; `nil` for the engine's own limits.
package struct Timeouts: Hashable, Sendable {
    package var create: Duration?
    package var copy: Duration?
    package var delete: Duration?

    package init(create: Duration? = nil, copy: Duration? = nil, delete: Duration? = nil) {
        self.create = create
        self.copy = copy
        self.delete = delete
    }
}

/// What is declared about the operating system inside a server.
package struct GuestSettings: Hashable, Sendable {
    package struct Collect: Hashable, Sendable {
        /// User and address; may hold `${server.ip}`, `${server.id}`, `${source.*}`.
        package var ssh: String
        package var jump: String?

        package init(ssh: String, jump: String? = nil) {
            self.ssh = ssh
            self.jump = jump
        }
    }

    /// `linux` or `windows`.
    package var os: String?
    /// File with collected facts, as the process reaches it; may hold `${source.*}` and `${server.*}`.
    package var factsFile: String?
    package var maximumAge: Duration?
    package var collect: Collect?
    package var sanPolicy: String?
    /// `nil` when nothing was said; empty when there are none.
    package var spannedVolumes: [String]?
    package var volumeGroups: [String]?
    /// When the declared facts were looked up.
    package var asOf: Timestamp?
    package var origin: SourceRange?

    package init() {}
}

/// When a server is ready to be imaged.
package struct SettledCondition: Hashable, Sendable, Codable {
    package enum Sign: Hashable, Sendable, Codable {
        case poweredOff
        case acceptsConnections(port: Int)
    }

    package var sign: Sign
    package var within: Duration

    package init(_ sign: Sign, within: Duration) {
        self.sign = sign
        self.within = within
    }
}

/// How replacing the instances of one block is paced.
package struct Rollout: Hashable, Sendable {
    package struct Health: Hashable, Sendable {
        package var port: Int
        package var within: Duration

        package init(port: Int, within: Duration) {
            self.port = port
            self.within = within
        }
    }

    package var atOnce: Int
    /// How many go first, alone.
    package var canary: Int
    package var healthy: Health?

    package init(atOnce: Int = 1, canary: Int = 0, healthy: Health? = nil) {
        self.atOnce = atOnce
        self.canary = canary
        self.healthy = healthy
    }
}

/// What few servers have.
package struct ServerOptions: Hashable, Sendable {
    package enum ImageGeneration: Hashable, Sendable {
        case newest, previous
        case number(Int)
    }

    package enum OnNewImage: String, Hashable, Sendable { case keep, replace }
    package enum OnReplace: String, Hashable, Sendable { case reattach, recreate }

    package var labels: [String: String] = [:]
    /// `database`, `application` or `none`.
    package var workload: String?
    package var guest: GuestSettings?
    package var settled: SettledCondition?
    /// Values that make the server anew when one of them changes.
    package var recreateOn: [String] = []
    /// All zones of a spread; a server that exists in one of whatever zones stays there.
    package var zones: [String] = []
    package var imageGeneration = ImageGeneration.newest
    package var onNewImage = OnNewImage.keep
    package var onReplace = OnReplace.reattach
    package var rollout: Rollout?
    package var timeouts: Timeouts?

    package init() {}
}

/// What a data disk is made from.
package enum DiskSource: Hashable, Sendable {
    /// The disk of the same key in the server's image, when there is one; blank otherwise.
    case automatic
    case blank
    /// This disk of the server's image.
    case imageDisk(String)
}

/// Whether servers are stopped while they are imaged.
package struct Quiesce: Hashable, Sendable {
    package enum Afterwards: String, Hashable, Sendable {
        case running, stopped
        case asWas = "as-was"
    }

    package var then: Afterwards
    /// How many servers are stopped at a time.
    package var atOnce: Int
    /// Label whose values form the groups that `atOnce` counts in.
    package var groupBy: String?

    package init(then: Afterwards = .asWas, atOnce: Int = 1, groupBy: String? = nil) {
        self.then = then
        self.atOnce = atOnce
        self.groupBy = groupBy
    }
}

/// Which older generations stay. With both limits, both must agree to let one go.
package struct Retention: Hashable, Sendable {
    package var keep: Int?
    package var keepFor: Duration?
    package var keepBackups: Int
    package var deleteBackups: Bool

    package init(
        keep: Int? = nil, keepFor: Duration? = nil, keepBackups: Int = 0, deleteBackups: Bool = false
    ) {
        self.keep = keep
        self.keepFor = keepFor
        self.keepBackups = keepBackups
        self.deleteBackups = deleteBackups
    }
}

/// When a new generation is due.
package struct Schedule: Hashable, Sendable {
    package var every: Duration
    /// Minutes after midnight at which the window opens; `nil` for any time.
    package var minuteOfDay: Int?
    /// Name of the time zone database; `nil` for UTC.
    package var timeZone: String?
    package var window: Duration?

    package init(every: Duration, minuteOfDay: Int? = nil, timeZone: String? = nil, window: Duration? = nil) {
        self.every = every
        self.minuteOfDay = minuteOfDay
        self.timeZone = timeZone
        self.window = window
    }
}

/// How the vault of an image is found.
package enum VaultChoice: Hashable, Sendable {
    /// The one that the attribute names.
    case named
    /// The one the server is bound to, else the one the attribute names, chosen stably from these.
    case pool([Address])
    /// The one the server is bound to, else the first of these with room.
    case bound(else: [Address])
}

/// What few images have.
package struct ImageOptions: Hashable, Sendable {
    package enum Ready: String, Hashable, Sendable { case region, zone }

    package var vaultChoice = VaultChoice.named
    package var quiesce: Quiesce?
    package var ready = Ready.region
    package var retention: Retention?
    package var schedule: Schedule?
    package var guest: GuestSettings?
    package var timeouts: Timeouts?

    package init() {}
}

/// What a copy needs beside its attributes.
package struct CopyDetails: Hashable, Sendable {
    /// The series it is a copy of.
    package var image: Address
    /// With `${generation.number}` and `${source.*}` still in it; `nil` for the image's own name.
    package var nameTemplate: String?
    /// `nil` for that of the image.
    package var retention: Retention?
    /// Only sources with these tags are copied; each tag may have any of its values.
    package var onlyTags: [String: [String]]
    package var timeouts: Timeouts?

    package init(
        image: Address, nameTemplate: String? = nil, retention: Retention? = nil,
        onlyTags: [String: [String]] = [:],
        timeouts: Timeouts? = nil
    ) {
        self.image = image
        self.nameTemplate = nameTemplate
        self.retention = retention
        self.onlyTags = onlyTags
        self.timeouts = timeouts
    }
}

/// Servers of the account. All parts must fit; a list means any of its values; an empty part means anything.
package struct LiveSelector: Hashable, Sendable {
    package var tags: [String: [String]] = [:]
    /// Patterns; `*` stands for anything.
    package var names: [String] = []
    package var regions: [Region] = []
    package var ids: [RemoteID] = []

    package init() {}
}

/// An image series for each server that matches. Which servers those are is known only when the cloud was read.
package struct ImageSelection: Sendable {
    package var selector: LiveSelector
    package var except: LiveSelector?
    package var minimum: Int?
    package var maximum: Int?
    /// What each match becomes: `image.nightly["SERVER_ID"]`; it has neither source nor instance nor region yet, and
    /// its texts may hold `${source.*}`.
    package var image: DesiredResource
    /// The copies of each match, in the same form.
    package var copies: [DesiredResource]
    package var origin: SourceRange?

    package init(
        selector: LiveSelector, except: LiveSelector? = nil, minimum: Int? = nil, maximum: Int? = nil,
        image: DesiredResource, copies: [DesiredResource] = [], origin: SourceRange? = nil
    ) {
        self.selector = selector
        self.except = except
        self.minimum = minimum
        self.maximum = maximum
        self.image = image
        self.copies = copies
        self.origin = origin
    }
}

/// An entry of `moved:`.
package struct Move: Hashable, Sendable {
    package var from: Address
    package var to: Address
    package var origin: SourceRange?

    package init(from: Address, to: Address, origin: SourceRange? = nil) {
        self.from = from
        self.to = to
        self.origin = origin
    }
}

extension LiveSelector {
    /// Whether an object with this name and these tags fits; regions and ids are not asked.
    package func fits(name: String, tags: [String: String]) -> Bool {
        for (key, values) in self.tags {
            guard let value = tags[key], values.contains(value) else { return false }
        }
        return names.isEmpty || names.contains { NamePattern.matches(name, $0) }
    }
}

/// Patterns for names: `*` stands for any characters, none included.
package enum NamePattern {
    package static func matches(_ name: String, _ pattern: String) -> Bool {
        let (text, pattern) = (Array(name.utf8), Array(pattern.utf8))
        var (t, p) = (0, 0)
        var star: (pattern: Int, text: Int)?
        while t < text.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = (p, t)
                p += 1
            } else if p < pattern.count, pattern[p] == text[t] {
                p += 1
                t += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                p = last.pattern + 1
                t = last.text + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
