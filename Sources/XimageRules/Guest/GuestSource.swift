import XimageCore
import XimagePlanning

/// A server that an image will be made of, with what is known about its inside. What rules seldom ask for is looked up
/// when they do.
struct GuestSource: Sendable {
    /// One for all sources of a rule: a context has too many parts to be copied for each.
    final class Surroundings: Sendable {
        let context: RuleContext

        init(_ context: RuleContext) { self.context = context }
    }

    private let surroundings: Surroundings
    let capture: RuleContext.Capture
    let image: RuleContext.Subject
    let knowledge: GuestKnowledge
    /// Whether the whole server is captured, data disks included.
    let isWhole: Bool

    init(
        _ surroundings: Surroundings, _ capture: RuleContext.Capture, image: RuleContext.Subject,
        isWhole: Bool
    ) {
        self.surroundings = surroundings
        self.capture = capture
        self.image = image
        self.isWhole = isWhole
        knowledge = surroundings.context.guest(capture)
    }

    private var context: RuleContext { surroundings.context }

    /// How messages name the server.
    var name: RuleArgument { context.serverName(capture) }
    var live: LiveResource? { context.liveServer(capture) }
    var settings: GuestSettings? { context.guestSettings(capture) }

    private var known: ServerFacts? {
        if case .server(let facts) = live?.facts { facts } else { nil }
    }

    private var bootImage: CatalogueImage? {
        context.server(capture).flatMap { context.bootImage(of: $0)?.entry }
    }

    /// What the cloud has recorded; `nil` for `Other` and where it does not say.
    var cloudFamily: GuestFamily? { GuestFamily(cloud: known?.osType ?? bootImage?.osType) }

    var imageName: String? { known?.imageName ?? bootImage?.name }

    /// Whether the user says that the server is optimised for imaging.
    var isOptimised: Bool {
        if case .image(let details) = image.desired.details { details.optimised } else { false }
    }

    /// The cloud's word stands above the report's, that above the manifest's.
    var family: GuestFamily? { cloudFamily ?? knowledge.facts?.family.value ?? settings?.family }

    var insideText: RuleArgument {
        RuleArgument("the inside of \(name)", zh: " \(name.chinese ?? name.english) 的内部信息")
    }

    func violate(_ arguments: KeyValuePairs<String, RuleArgument>, into report: inout RuleReport) {
        report.violate(
            image, at: .source, arguments, also: [capture.serverAddress].compactMap { $0 })
    }

    /// Counts a source that a rule cannot judge now.
    func count(_ report: inout RuleReport) {
        if case .deferred = knowledge {
            report.evaluated += 1
            report.deferred += 1
        }
    }

    /// The value of a fact that only a warning needs; when it is not known the report says so.
    func known<Value>(_ fact: Fact<Value>, _ report: inout RuleReport) -> Value? {
        guard let value = fact.value else {
            report.missing(insideText)
            return nil
        }
        report.evaluated += 1
        return value
    }

    /// The same for what the user can vouch for instead.
    func optimised<Value>(_ fact: Fact<Value>, _ report: inout RuleReport) -> Value? {
        if fact.value == nil, isOptimised {
            report.evaluated += 1
            return nil
        }
        return known(fact, &report)
    }
}

extension RuleContext {
    /// Sources of the images that this plan makes. Empty where only the manifests are known, and for images of data
    /// disks, which hold no system.
    var guestSources: [GuestSource] {
        guard isOnline, captures.contains(where: \.isMade) else { return [] }
        let surroundings = GuestSource.Surroundings(self)
        return captures.compactMap { capture in
            guard capture.isMade else { return nil }
            let image = image(capture)
            let kind = image.desired.attributes[.kind].string
            guard kind != "data" else { return nil }
            return GuestSource(surroundings, capture, image: image, isWhole: kind == nil || kind == "whole")
        }
    }

    /// Calls `body` for each source of a family whose inside is known.
    ///
    /// - Parameters:
    ///   - family: `nil` for both.
    ///   - isWholeOnly: whether images of system disks are left out.
    func eachGuest(
        of family: GuestFamily?, isWholeOnly: Bool = true, into report: inout RuleReport,
        _ body: (GuestSource, GuestFacts, inout RuleReport) -> Void
    ) {
        for source in guestSources where source.isWhole || !isWholeOnly {
            guard family == nil || source.family == family else { continue }
            guard case .facts(let facts) = source.knowledge else {
                source.count(&report)
                continue
            }
            body(source, facts, &report)
        }
    }
}

/// The rules about optimisation, taken together for GU026 and AG003.
enum Optimisation {
    struct State {
        /// Rules that a fact violates.
        var open: [String] = []
        /// Whether some fact is not known.
        var isUnsure = false
    }

    static func state(of facts: GuestFacts, _ family: GuestFamily) -> State {
        var state = State()
        func look<Value>(_ rule: String, _ fact: Fact<Value>, _ isGood: (Value) -> Bool) {
            guard let value = fact.value else {
                state.isUnsure = true
                return
            }
            if !isGood(value) { state.open.append(rule) }
        }
        switch family {
        case .windows:
            let windows = facts.windows ?? WindowsFacts()
            look("GU010", windows.missingDrivers) { $0.isEmpty }
            look("GU011", windows.cloudbaseInit) { $0.isInstalled && $0.isEnabled }
        case .linux:
            let linux = facts.linux ?? LinuxFacts()
            look("GU014", linux.networkRules) { $0.isEmpty }
            look("GU017", linux.root) { !DeviceReference.isBare($0) }
            look("GU018", linux.mounts) { !$0.contains { DeviceReference.isBare($0.device) } }
            look("GU020", linux.missingDrivers) { $0.isEmpty }
            look("GU021", linux.cloudInit) { $0.isInstalled && $0.isEnabled }
        }
        look("GU022", facts.interfaces) { $0.allSatisfy(\.usesDHCP) }
        look("GU024", facts.remoteAccess) { $0.isEnabled }
        return state
    }
}

extension DiskLayout {
    /// How messages call it.
    var title: RuleArgument {
        let chinese = [
            "spanned": "跨区卷", "striped": "带区卷", "mirrored": "镜像卷", "RAID-5": "RAID-5 卷",
            "storage pool": "存储池",
        ]
        return RuleArgument(kind, zh: chinese[kind])
    }
}

extension Wording {
    /// Names of parts; a word when it was only said that there are several.
    static func several(_ items: [String]) -> RuleArgument {
        items.isEmpty ? RuleArgument("not named", zh: "未列出") : list(items)
    }

    /// `25h`, `9d`.
    static func age(_ duration: Duration) -> String {
        let hours = duration.components.seconds / 3600
        return hours < 48 ? "\(hours)h" : "\(hours / 24)d"
    }
}
