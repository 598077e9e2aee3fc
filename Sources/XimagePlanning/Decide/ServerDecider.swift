import XimageCore

/// Decides about servers, and about the disks that a new one brings along.
struct ServerDecider {
    let world: World
    private let objects: ObjectDecider

    init(world: World) {
        self.world = world
        objects = ObjectDecider(world: world)
    }

    func decide(_ resource: DesiredResource, after earlier: Decisions) -> Decision {
        let record = world.records[resource.address]
        let object = world.liveObject(of: record)
        var subject = objects.subject(resource, object: object, after: earlier)
        let replacesOnImage = resource.serverOptions?.onNewImage == .replace
        let found = ImageTargets(world: world).find(
            resource, isNeeded: object == nil || replacesOnImage, after: earlier)
        resolveImage(of: &subject, found)
        var decision: Decision
        if let record, let object {
            decision = compare(subject, record, object, after: earlier)
            decision.facts.broughtAlong += interrupted(resource, object, after: earlier, &decision)
        } else {
            decision = create(subject, found, after: earlier)
        }
        if case .problem(let problem) = found, !decision.replaces { decision.findings.append(problem) }
        decision.facts.lookupProblems = subject.lookup.problems
        decision.subject = RuleContext.Subject(
            desired: resource, prior: record, live: object, change: decision.change,
            resolved: subject.resolved)
        return decision
    }

    // MARK: Image

    /// A server that exists stays what it is, unless a new image shall replace it.
    private func resolveImage(of subject: inout ObjectDecider.Subject, _ found: ImageTargets.Found) {
        let options = subject.resource.serverOptions
        if let values = options?.recreateOn, !values.isEmpty {
            subject.resolved[.recreateOn] = .strings(values)
        }
        guard let series = subject.resource.attributes[.image].reference else { return }
        let present = subject.object?.attributes[.image] ?? .null
        guard case .target(let target) = found else {
            subject.resolved[.image] = present.isEmpty ? .knownAfterApply : present
            return
        }
        subject.resolved[.image] = target.id.map { .string($0) } ?? .reference(series)
        let isOfSeries = subject.record?.declared[.image].isEmpty ?? true
        if options?.onNewImage != .replace, isOfSeries, !present.isEmpty {
            subject.resolved[.image] = present
        }
    }

    /// Where the image has to be usable before the server is created. A server in another zone than the source waits
    /// for the whole region; with `ready: zone`, one in the same zone does not, unless its disks come back as something else
    /// than they were.
    private func reach(
        _ resource: DesiredResource, _ target: ImageTarget, _ restored: RestoredDisks,
        after earlier: Decisions
    ) -> ImageUse.Reach {
        guard target.series.kind == .image, let image = world.declared[target.series] else {
            return target.id.map { world.live[$0]?.phase == .busy } ?? false ? .region : .zone
        }
        let zone = resource.attributes[.zone].string
        let isReadyInZone =
            image.imageOptions?.ready == .zone && !restored.changesDisks(of: image, in: world)
        if let id = target.id, case .image(let facts) = world.live[id]?.facts {
            switch facts.scope {
            case .region: return .usable
            case .zone(let own) where isReadyInZone && own == zone: return .usable
            default: return id == earlier.stays(target.series) ? .region : .usable
            }
        }
        return isReadyInZone && zone != nil && zone == sourceZone(image, after: earlier) ? .zone : .region
    }

    private func sourceZone(_ image: DesiredResource, after earlier: Decisions) -> String? {
        let source = image.attributes[.source]
        if let address = source.reference, let zone = world.declared[address]?.attributes[.zone].string {
            return zone
        }
        let id = source.string ?? source.reference.flatMap { earlier.stays($0) }
        return id.flatMap { world.live[$0]?.attributes[.zone].string }
    }

    // MARK: Create

    private func create(
        _ subject: ObjectDecider.Subject, _ found: ImageTargets.Found, after earlier: Decisions
    ) -> Decision {
        let making = making(subject, found, recreated: [], after: earlier)
        var decision = objects.create(subject, making.step)
        decision.take(making)
        return decision
    }

    /// The create of a server with its disks.
    fileprivate struct Making {
        var step: CreateStep
        var restored = RestoredDisks()
        var source: ImageTarget?
        var recreated: Set<Address>
        var findings: [Diagnostic] = []
    }

    /// - Parameter recreated: disks that exist and get a successor in any case.
    private func making(
        _ subject: ObjectDecider.Subject, _ found: ImageTargets.Found, recreated: Set<Address>,
        after earlier: Decisions
    ) -> Making {
        var making = Making(step: subject.createStep, recreated: recreated)
        if subject.resolved[.image] != .knownAfterApply, case .target(let target) = found {
            making.restored = RestoredDisks(subject.resource, from: target, in: world)
            making.step.image = ImageUse(
                series: target.series,
                reach: reach(subject.resource, target, making.restored, after: earlier))
            making.source = target
            making.findings += making.restored.outOfPlace.map {
                ImageContent(world: world).outOfPlace($0.address, $0.captured, target, on: subject.resource)
            }
            if !target.isKnown { making.findings.append(ImageContent.unknown(target, of: subject.resource)) }
        }
        let all = subject.resource.declaredDisks + making.restored.broughtAlong.map(\.address)
        for disk in all where making.restored.byAddress[disk] != nil && world.exists(disk) {
            making.recreated.insert(disk)
        }
        let disks = DiskDecider(world: world)
        let along = Dictionary(making.restored.broughtAlong.map { ($0.address, $0) }) { first, _ in first }
        var movesOver: Address?
        for address in all {
            guard making.recreated.contains(address) || !world.exists(address) else {
                movesOver = movesOver ?? address
                continue
            }
            if let before = movesOver {
                // Attached after it, on its own. What the image holds comes with the server alone.
                guard making.restored.byAddress[address] != nil else { continue }
                if world.declared[address] != nil {
                    making.findings.append(Self.attachedFirst(address, before, of: subject.resource))
                }
            }
            // The attach order is that of the request: what comes after a disk that is left out is left out, too.
            if world.selection.isExcluded(address) {
                making.findings.append(Self.leftOut(behind: address, of: subject.resource))
                break
            }
            guard let disk = along[address] ?? world.declared[address] else { continue }
            var create = disks.createStep(disk, making.restored.byAddress[address], after: earlier)
            create.replaces = world.liveObject(of: world.records[address])?.id
            making.step.disks.append(CreatedDisk(address: address, create: create))
        }
        return making
    }

    private static func leftOut(behind disk: Address, of server: DesiredResource) -> Diagnostic {
        Diagnostic(
            .disksLeftOut, severity: .info, ["disk": "\(disk)", "server": "\(server.address)"],
            address: server.address)
    }

    private static func attachedFirst(
        _ disk: Address, _ before: Address, of server: DesiredResource
    ) -> Diagnostic {
        Diagnostic(
            .attachOrderDiffers, severity: .warning,
            ["disk": "\(disk)", "server": "\(server.address)", "before": "\(before)"],
            address: disk, subject: server.origin)
    }

    // MARK: Compare

    private func compare(
        _ subject: ObjectDecider.Subject, _ record: ResourceRecord, _ object: LiveResource,
        after earlier: Decisions
    ) -> Decision {
        // Yours alone: the cloud does not keep it, the record does.
        var object = object
        let recorded = record.attributes[.recreateOn]
        object.attributes[.securityGroups] = world.lookups.groups(
            object.attributes[.securityGroups], region: object.region)
        let isUnknown = recorded == RecreationTrace.unknown
        let isNoted = subject.resolved[.recreateOn].isEmpty || !recorded.isEmpty && !isUnknown
        object.attributes[.recreateOn] = isNoted ? recorded : subject.resolved[.recreateOn]
        var decision = objects.compare(
            subject, record, object, after: earlier, notes: isNoted ? [] : [.recreateOn],
            replaces: { differences, object in
                replace(subject, object, differences, after: earlier)
            })
        if isUnknown, !isNoted, !decision.replaces {
            decision.findings.append(CreationOnly.unknownRecreation(subject.resource, object))
        }
        return decision
    }

    private func replace(
        _ subject: ObjectDecider.Subject, _ object: LiveResource, _ differences: [Differ.Difference],
        after earlier: Decisions
    ) -> Decision {
        if differences.contains(where: { $0.isShrink }) {
            return objects.refusal(subject, object, differences)
        }
        let resource = subject.resource
        // A fixed address cannot be held by two servers.
        let order: ReplaceOrder =
            resource.attributes[.ip].isEmpty
            ? ResourceSchema.of(.server).replaceOrder : .deleteBeforeCreate
        // A server that stays did not need its image; its successor does.
        let found = ImageTargets(world: world).find(resource, after: earlier)
        let recreates = resource.serverOptions?.onReplace == .recreate
        let making = making(
            subject, found, recreated: recreates ? Set(resource.declaredDisks.filter(world.exists)) : [],
            after: earlier)
        var decision = Replacing(world: world).decision(
            subject, object, differences, order: order, new: .create(making.step), detachFrom: nil)
        decision.take(making)
        if order == .deleteBeforeCreate { decision.facts.deletedFirst = object.id }
        if case .problem(let problem) = found { decision.findings.append(problem) }
        return decision
    }

    // MARK: Interrupted

    /// Disks that came with the image of a server that exists, and whose naming was cut off.
    private func interrupted(
        _ resource: DesiredResource, _ object: LiveResource, after earlier: Decisions,
        _ decision: inout Decision
    ) -> [DesiredResource] {
        guard decision.creates == nil, let series = resource.attributes[.image].reference,
            case .server(let facts) = object.facts,
            facts.disks.contains(where: { !$0.isSystem && isUnnamed($0.id) }),
            let record = world.generations[series]?.last(where: {
                .string($0.id) == object.attributes[.image]
            })
        else { return [] }
        let target = ImageTarget(
            series: series, number: record.address.generation ?? 1, id: record.id,
            disks: record.attributes.capturedDisks.filter { !$0.isSystem })
        let restored = RestoredDisks(resource, from: target, in: world)
        decision.facts.restored = restored.byAddress
        return restored.broughtAlong.filter { world.records[$0.address].map { isUnnamed($0.id) } ?? true }
    }

    private func isUnnamed(_ disk: RemoteID) -> Bool {
        guard world.live[disk]?.owner == nil else { return false }
        return !world.recordedIDs.contains(disk) || world.unfinished.contains(disk)
    }
}

extension Decision {
    fileprivate mutating func take(_ making: ServerDecider.Making) {
        facts.restored = making.restored.byAddress
        facts.broughtAlong = making.restored.broughtAlong
        facts.source = making.source
        facts.recreated = making.recreated
        findings += making.findings
        if let image = making.step.image { needs.append(image.series) }
    }
}
