/// What the manifests ask for, after validation and resolution.
package struct DesiredState: Sendable {
    package var settings: ProjectSettings
    /// Managed and existing resources, sorted by address. Images stand here as series, without a generation.
    package var resources: [DesiredResource]
    /// What happens to what is no longer declared.
    package var removals: [Removal]
    package var acknowledgements: [Acknowledgement]
    /// New addresses of what was declared under others.
    package var moves: [Move]
    /// Images of servers that are found in the account.
    package var selections: [ImageSelection]
    /// Keys of image blocks that make an image of each declared server with the right labels.
    package var fannedOut: Set<String> = []

    package init(
        settings: ProjectSettings, resources: [DesiredResource] = [], removals: [Removal] = [],
        acknowledgements: [Acknowledgement] = [], moves: [Move] = [], selections: [ImageSelection] = []
    ) {
        self.settings = settings
        self.resources = resources
        self.removals = removals
        self.acknowledgements = acknowledgements
        self.moves = moves
        self.selections = selections
    }
}

extension DesiredState {
    /// The declared resource of an address, by binary search.
    package subscript(address: Address) -> DesiredResource? {
        var low = 0
        var high = resources.count
        while low < high {
            let middle = (low + high) / 2
            if resources[middle].address < address { low = middle + 1 } else { high = middle }
        }
        return low < resources.count && resources[low].address == address ? resources[low] : nil
    }
}

/// The settings of a manifest set.
package struct ProjectSettings: Hashable, Sendable {
    /// Ours; never the cloud's region project.
    package var project: String
    package var provider: ProviderSettings
    package var state: StateSettings
    /// The folder that relative paths of the project file stand for.
    package var folder: String
    /// Where `project:` stands.
    package var origin: SourceRange?
    /// The environment that was chosen; `nil` when the set has none.
    package var environment: String?
    /// The same as state keeps it: empty when the set has none.
    package var environmentName: String { environment ?? "" }
    /// Whose word counts where documents of different years disagree.
    package var policy = Policy()
    /// Of whatever names none; `nil` when the set has none.
    package var defaultRegion: Region?
    /// What was accepted for all images of the set.
    package var agreements = Agreements()
    /// What the set may use outside its folder; nothing, unless the reader of the set says more.
    package var trust = Trust(folder: "/")

    package init(
        project: String, provider: ProviderSettings = .init(), state: StateSettings = .init(),
        folder: String = ".",
        origin: SourceRange? = nil
    ) {
        self.project = project
        self.provider = provider
        self.state = state
        self.folder = folder
        self.origin = origin
    }
}

/// What has to be accepted before an image is made.
package struct Agreements: Hashable, Sendable {
    /// When the image-making commitment was accepted, as a date; `nil` when it was not.
    package var commitment: String?
    /// When the image disclaimer was accepted, as a date; `nil` when it was not.
    package var disclaimer: String?
    /// Whether the user says that sources are optimised for imaging.
    package var optimised = false

    package init() {}
}

/// Which cloud, and how to reach it.
package struct ProviderSettings: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, Codable { case sandbox, huaweicloud }

    package var kind: Kind = .sandbox
    /// Profile of the credentials files; `nil` for their default one.
    package var profile: String?
    /// `intl` or `china`: which of the vendor's sites the account belongs to; `nil` when not said.
    package var site: String?
    /// Service (`ims`, `ecs`, `evs`, `cbr`, `vpc`, `iam`) to base URL. `{region}` in it stands for the region.
    package var endpoints: [String: String] = [:]
    /// Region to id of the region project, for users who may not list projects.
    package var projects: [Region: String] = [:]
    package var enterpriseProject: String?
    /// Regions that can be reached; `nil` where that shows only when one is.
    package var reachableRegions: Set<Region>?

    package init(kind: Kind = .sandbox) { self.kind = kind }
}

/// Where state is kept.
package struct StateSettings: Hashable, Sendable {
    /// Relative to the folder of the project file.
    package var path: String

    package init(path: String = ".ximage/state.db") { self.path = path }
}

/// One resource that the manifests declare.
package struct DesiredResource: Sendable {
    package var address: Address
    package var region: Region
    /// As declared, defaults filled in. Look-ups (`image`, `vpc`, `subnet`, `securityGroups`) hold names or ids;
    /// other resources stand as `.reference`.
    package var attributes: Attributes
    package var ownership: Ownership
    package var protect: Bool
    package var details: ResourceDetails
    /// The key of the block.
    package var origin: SourceRange?
    /// Where single attributes stand; attributes that came from defaults may point there.
    package var attributeOrigins: AttributeOrigins

    package init(
        address: Address, region: Region, attributes: Attributes, ownership: Ownership = .managed,
        protect: Bool = false, details: ResourceDetails = .none, origin: SourceRange? = nil,
        attributeOrigins: AttributeOrigins = .init()
    ) {
        self.address = address
        self.region = region
        self.attributes = attributes
        self.ownership = ownership
        self.protect = protect
        self.details = details
        self.origin = origin
        self.attributeOrigins = attributeOrigins
    }

    /// The smallest known text for an attribute.
    package func place(of attribute: AttributeName) -> SourceRange? { attributeOrigins[attribute] ?? origin }
}

/// Whether an object is ours or only read.
package enum Ownership: Hashable, Sendable {
    case managed
    /// Never changed, apart from the vault binding and an announced stop.
    case existing(ExistingLookup)
}

/// How an existing object is found.
package enum ExistingLookup: Hashable, Sendable, CustomStringConvertible {
    case id(RemoteID)
    case name(String, zone: String?)

    package var description: String {
        switch self {
        case .id(let id): "id \(id)"
        case .name(let name, nil): "name \(name)"
        case .name(let name, let zone?): "name \(name) in \(zone)"
        }
    }
}

/// What a kind of resource needs beside its attributes.
package enum ResourceDetails: Hashable, Sendable {
    case none
    case server(ServerDetails)
    case disk(DiskDetails)
    case image(ImageDetails)
    case copy(CopyDetails)
}

package struct ServerDetails: Hashable, Sendable {
    /// Data disks in attach order.
    package var disks: [Address]
    /// `nil` when nothing in it was given.
    package var options: Boxed<ServerOptions>?

    package init(disks: [Address] = [], options: Boxed<ServerOptions>? = nil) {
        self.disks = disks
        self.options = options
    }
}

package struct DiskDetails: Hashable, Sendable {
    package enum Removal: String, Hashable, Sendable, Codable { case keep, delete }

    /// What happens to the disk when it is no longer declared.
    package var onRemove: Removal
    /// Position in the attach order, from 0.
    package var position: Int
    package var source: DiskSource

    package init(onRemove: Removal = .keep, position: Int = 0, source: DiskSource = .automatic) {
        self.onRemove = onRemove
        self.position = position
        self.source = source
    }
}

package struct ImageDetails: Hashable, Sendable {
    /// With `${generation.number}` and `${generation.date}` still in it.
    package var nameTemplate: String
    /// When the image-making commitment was accepted, as a date; `nil` when it was not.
    package var commitment: String?
    /// When the image disclaimer was accepted, as a date; `nil` when it was not.
    package var disclaimer: String?
    /// Whether the user says that the source is optimised for imaging.
    package var optimised: Bool
    /// `nil` when nothing in it was given.
    package var options: Boxed<ImageOptions>?

    package init(
        nameTemplate: String, commitment: String? = nil, disclaimer: String? = nil, optimised: Bool = false,
        options: Boxed<ImageOptions>? = nil
    ) {
        self.options = options
        self.nameTemplate = nameTemplate
        self.commitment = commitment
        self.disclaimer = disclaimer
        self.optimised = optimised
    }
}

/// Where the attributes of one block stand in the text.
package struct AttributeOrigins: Hashable, Sendable {
    private var entries: [(AttributeName, SourceRange)] = []

    package init() {}

    package subscript(name: AttributeName) -> SourceRange? {
        get { entries.first { $0.0 == name }?.1 }
        set {
            let index = entries.firstIndex { $0.0 == name }
            switch (index, newValue) {
            case (let index?, let range?): entries[index].1 = range
            case (nil, let range?): entries.append((name, range))
            case (let index?, nil): entries.remove(at: index)
            case (nil, nil): break
            }
        }
    }

    package static func == (a: AttributeOrigins, b: AttributeOrigins) -> Bool {
        a.entries.elementsEqual(b.entries) { $0.0 == $1.0 && $0.1 == $1.1 }
    }

    package func hash(into hasher: inout Hasher) {
        for (name, range) in entries {
            hasher.combine(name)
            hasher.combine(range)
        }
    }
}

/// An entry of `removed:`.
package struct Removal: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable, Codable { case delete, forget }

    package var from: Address
    package var action: Action
    package var reason: String?
    package var origin: SourceRange?

    package init(from: Address, action: Action, reason: String? = nil, origin: SourceRange? = nil) {
        self.from = from
        self.action = action
        self.reason = reason
        self.origin = origin
    }
}

/// Someone's word that a named risk is known.
package struct Acknowledgement: Hashable, Sendable {
    package var key: String
    package var target: Address
    package var reason: String?
    /// Last day on which it counts, as a date.
    package var until: String?
    /// Only for these matches of a selector, by name or id; empty for all.
    package var only: [String]
    package var origin: SourceRange?

    package init(
        key: String, target: Address, reason: String? = nil, until: String? = nil, only: [String] = [],
        origin: SourceRange? = nil
    ) {
        self.only = only
        self.key = key
        self.target = target
        self.reason = reason
        self.until = until
        self.origin = origin
    }
}
