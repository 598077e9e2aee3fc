package import XimageCore

/// What a reader of a plan has to know beside the plan itself.
package struct PlanContext: Sendable {
    /// `sandbox` or `huaweicloud`.
    package var provider: ProviderSettings.Kind
    /// Regions in play, sorted.
    package var regions: [Region]
    /// How many objects the lists of the cloud held; `nil` when nothing was read.
    package var read: [ResourceKind: Int]?
    package var readAt: Timestamp?
    /// Declared resources that are only read.
    package var existing: Int
    /// For everything relative; the time at which the text is made.
    package var now: Timestamp
    /// The plan removes what the project made.
    package var isDestroy: Bool
    /// The plan rests on state: lists were read only as far as it could not be without them.
    package var isRecalled: Bool
    /// How long it takes to carry out, half of the times and nine times out of ten; `nil` when not told.
    package var expected: Expectation?

    package struct Expectation: Hashable, Sendable {
        package var half: Duration
        package var most: Duration
        /// Learned from earlier runs, not only what is typical.
        package var isLearned: Bool

        package init(half: Duration, most: Duration, isLearned: Bool) {
            self.half = half
            self.most = most
            self.isLearned = isLearned
        }
    }

    package init(
        provider: ProviderSettings.Kind = .sandbox, regions: [Region] = [], read: [ResourceKind: Int]? = nil,
        readAt: Timestamp? = nil, existing: Int = 0, now: Timestamp, isDestroy: Bool = false,
        isRecalled: Bool = false
    ) {
        self.provider = provider
        self.regions = regions
        self.read = read
        self.readAt = readAt
        self.existing = existing
        self.now = now
        self.isDestroy = isDestroy
        self.isRecalled = isRecalled
    }

    /// Gathers it from what the plan was made of. `live` is `nil` when nothing was read.
    package init(desired: DesiredState, live: LiveState?, now: Timestamp, isDestroy: Bool = false) {
        var read: [ResourceKind: Int] = [:]
        for resource in live?.resources ?? [] { read[resource.kind, default: 0] += 1 }
        let isRecalled = live.map { !$0.isRefreshed } ?? false
        self.init(
            provider: desired.settings.provider.kind,
            regions: Set(desired.resources.map(\.region)).union(live.map { Set($0.catalogues.keys) } ?? [])
                .sorted(),
            read: live == nil || (isRecalled && read.isEmpty) ? nil : read, readAt: live?.readAt,
            existing: desired.resources.count { $0.ownership != .managed }, now: now, isDestroy: isDestroy,
            isRecalled: isRecalled)
    }
}

extension PlanContext {
    /// `the built-in sandbox, region cn-north-4`
    var place: String { place(.english) }

    func place(_ language: Language) -> String {
        let cloud =
            switch provider {
            case .sandbox: language("the built-in sandbox", zh: "内置沙箱")
            case .huaweicloud: language("Huawei Cloud", zh: "华为云")
            }
        guard !regions.isEmpty else { return cloud }
        let names = language.list(regions.map(\.visible))
        return language(
            "\(cloud), region\(regions.count == 1 ? "" : "s") \(names)", zh: "\(cloud)，区域 \(names)")
    }

    /// `1 vault, 2 servers and no images`, kinds in reading order; `nil` when nothing was read.
    func readCounts(_ language: Language) -> String? {
        guard let read else { return nil }
        let parts = ResourceKind.allCases.sorted().compactMap { kind -> String? in
            guard let count = read[kind], count > 0 else { return nil }
            return kind.count(count, language)
        }
        return parts.isEmpty ? language("no objects", zh: "没有对象") : language.list(parts)
    }
}

extension ResourceKind {
    package var plural: String {
        switch self {
        case .copy: "copies"
        default: rawValue + "s"
        }
    }
}
