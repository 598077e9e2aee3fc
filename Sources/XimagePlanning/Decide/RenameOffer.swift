import XimageCore

/// Finds what a block that is no longer declared may be called now: what is declared and has no object yet.
struct RenameOffer {
    struct Offer: Hashable {
        let from: Address
        let to: Address
        /// What to write or to run, indented.
        let text: String
    }

    private let world: World
    /// Declared resources without an object, by kind.
    private let newcomers: [ResourceKind: [DesiredResource]]
    private let declaredBlocks: Set<Address>

    init(world: World) {
        self.world = world
        let managed = world.desired.resources.filter { resource in
            guard case .managed = resource.ownership else { return false }
            return world.isDeclaredByManifest(resource.address)
        }
        declaredBlocks = Set(managed.map(\.address.block))
        newcomers = Dictionary(
            grouping: managed.filter {
                world.records[$0.address] == nil && world.generations[$0.address] == nil
            }, by: \.address.kind)
    }

    /// - Parameter gone: objects of one block; of images and copies all generations.
    func offer(for gone: [ResourceRecord]) -> Offer? {
        guard let first = gone.first, let kind = newcomers[first.address.kind] else { return nil }
        let series = Set(gone.map(\.address.series)).sorted()
        let candidates = kind.filter { isPlausible($0, for: first) }
        let best = Dictionary(grouping: candidates, by: \.address.block)
            .compactMap { block, resources in
                move(series, of: first.address.block, to: block, resources).map { (resources[0], $0) }
            }
            .max { isFarther($0.0, $1.0, from: first) }
        return best.map { $0.1 }
    }

    // MARK: How

    private func move(
        _ series: [Address], of old: Address, to new: Address, _ resources: [DesiredResource]
    ) -> Offer? {
        let instances = Set(resources.map(\.address.instance))
        if old != new, !declaredBlocks.contains(old), series.allSatisfy({ instances.contains($0.instance) }) {
            let isWhole = series.count > 1 || series[0].instance == nil
            return isWhole
                ? entry(old, new) : entry(series[0], with(new, instance: series[0].instance))
        }
        // One instance that got another key, or the only object of a block that got or lost `count` or `forEach`.
        guard series.count == 1, old != new || resources.count == 1, let first = resources.first else {
            return nil
        }
        let target = first.address
        return series[0].instance == nil && declaredBlocks.contains(old)
            ? commands(series[0], target) : entry(series[0], target)
    }

    private func with(_ block: Address, instance: InstanceKey?) -> Address {
        var result = block
        result.instance = instance
        return result
    }

    private func entry(_ from: Address, _ to: Address) -> Offer {
        Offer(
            from: from, to: to,
            text: "  moved:\n    - {from: \(from.inYAML), to: \(to.inYAML)}")
    }

    /// `moved` cannot name a block that is still declared.
    private func commands(_ from: Address, _ to: Address) -> Offer {
        let disks = world.records.keys.filter { $0.owner == from }.sorted()
        let moved = [from] + (from.kind == .server ? disks : [])
        let lines = moved.map { old in
            var new = to
            if old.kind == .disk { (new.kind, new.part) = (.disk, old.part) }
            return "  ximage state mv \("\(old)".shellQuoted) \("\(new)".shellQuoted)"
        }
        return Offer(from: from, to: to, text: lines.joined(separator: "\n"))
    }

    // MARK: Which

    /// The object could become it where it is: nothing that needs another object differs.
    private func isPlausible(_ resource: DesiredResource, for record: ResourceRecord) -> Bool {
        guard resource.region == record.region, resource.address.owner?.block == record.address.owner?.block
        else { return false }
        return ResourceSchema.of(record.address.kind).attributes.allSatisfy { attribute in
            let (want, have) = pair(attribute.name, resource, record)
            guard !want.isEmpty, !have.isEmpty, want.reference == nil, have.reference == nil else {
                return true
            }
            switch attribute.effect {
            case .requiresReplace: return want.matches(have)
            case .grows: return (want.int ?? 0) >= (have.int ?? 0)
            case .inPlace, .upgrades, .newGeneration, .atCreation, .setting, .computed: return true
            }
        }
    }

    private func pair(
        _ name: AttributeName, _ resource: DesiredResource, _ record: ResourceRecord
    ) -> (want: Value, have: Value) {
        let declared = record.declared[name]
        return (resource.attributes[name], declared.isEmpty ? record.attributes[name] : declared)
    }

    private func isFarther(_ a: DesiredResource, _ b: DesiredResource, from record: ResourceRecord) -> Bool {
        func rank(_ resource: DesiredResource) -> (Int, Int) {
            let equal = ResourceSchema.of(record.address.kind).attributes.count {
                let (want, have) = pair($0.name, resource, record)
                return !want.isEmpty && want.matches(have)
            }
            let distance = Nearest.distance(
                Array("\(record.address.block)".utf8.prefix(64)),
                Array("\(resource.address.block)".utf8.prefix(64)))
            return (equal, -distance)
        }
        let (first, second) = (rank(a), rank(b))
        return first == second ? a.address > b.address : first < second
    }
}

extension Address {
    /// As an entry of a manifest has it: what has brackets is quoted.
    var inYAML: String { instance == nil ? description : "'\(description)'" }
}
