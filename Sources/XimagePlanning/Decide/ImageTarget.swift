import XimageCore

/// What a server is created from, when that is an image of the set.
struct ImageTarget {
    var series: Address
    var number: Int
    /// `nil` while the generation is still to be created.
    var id: RemoteID?
    /// Data disks in it, with their keys; ids are empty while the generation is still to be created.
    var disks: [CapturedDisk]
    /// Whether `disks` is all that it holds; else nobody could read what it holds.
    var isKnown = true
}

/// Finds the generation that a server is created from, and what it holds.
struct ImageTargets {
    let world: World

    enum Found {
        /// Not from an image of the set, or a server that exists and no longer needs its generation.
        case none
        case target(ImageTarget)
        case problem(Diagnostic)
    }

    /// - Parameter isNeeded: a server that stays what it is does not need its generation any more.
    func find(_ resource: DesiredResource, isNeeded: Bool = true, after earlier: Decisions) -> Found {
        guard let series = resource.attributes[.image].reference, isNeeded || world.declared[series] != nil
        else { return .none }
        if let problem = regionProblem(resource, series) { return .problem(problem) }
        guard let image = world.declared[series] else { return .none }
        let good = world.usable(series).filter { !$0.isFailed }
        let current = earlier.currentGeneration(series)
        let wanted: Int?
        switch resource.serverOptions?.imageGeneration ?? .newest {
        case .newest: wanted = current
        case .previous:
            wanted = good.map(\.number).last { number in current.map { number < $0 } ?? true }
        case .number(let number): wanted = number
        }
        guard let number = wanted else {
            return isNeeded
                ? .problem(
                    unknown(
                        resource, series,
                        RuleArgument(
                            "\(series) has no generation before the newest one", zh: "\(series) 没有比最新一代更早的镜像")
                    ))
                : .none
        }
        if let found = good.last(where: { $0.number == number }) {
            let all = disks(of: found.record)
            if found.object.phase == .busy {
                guard number == current else {
                    return isNeeded ? .problem(unfinished(resource, found)) : .none
                }
                // What it holds shows when it is complete, before the server is created.
                if all.isEmpty {
                    return .target(
                        ImageTarget(
                            series: series, number: number, id: found.record.id,
                            disks: expectedDisks(series, after: earlier)))
                }
            }
            return .target(
                ImageTarget(
                    series: series, number: number, id: found.record.id,
                    disks: all.filter { !$0.isSystem },
                    isKnown: !all.isEmpty || ImageKind(image.attributes) != .whole))
        }
        guard number == current else {
            guard isNeeded else { return .none }
            let known = good.map { "\($0.number)" }
            return .problem(
                unknown(
                    resource, series,
                    RuleArgument(
                        "\(series) has no generation \(number); it has "
                            + (known.isEmpty ? "none yet" : known.joined(separator: ", ")),
                        zh: "\(series) 没有第 \(number) 代，"
                            + (known.isEmpty ? "目前一代也没有" : "现有：\(known.joined(separator: "、"))"))))
        }
        return .target(
            ImageTarget(series: series, number: number, id: nil, disks: expectedDisks(series, after: earlier))
        )
    }

    private func unknown(_ resource: DesiredResource, _ series: Address, _ reason: RuleArgument) -> Diagnostic
    {
        Diagnostic(
            .unknownGeneration,
            [
                "object": "\(resource.address)", "reason": reason,
                "command": RuleArgument("\(series)".shellQuoted),
            ], address: resource.address, subject: resource.place(of: .image))
    }

    private func unfinished(_ resource: DesiredResource, _ generation: Generation) -> Diagnostic {
        Diagnostic(
            .generationUnfinished,
            [
                "object": "\(resource.address)", "image": "\(generation.record.address)",
                "status": "\(generation.object.status)",
                "command": RuleArgument("\(generation.record.address.series)".shellQuoted),
            ], address: resource.address, subject: resource.place(of: .image))
    }

    private func regionProblem(_ resource: DesiredResource, _ series: Address) -> Diagnostic? {
        guard let image = world.declared[series] else {
            return Snapshot.isSeries(series)
                ? unknown(resource, series, RuleArgument("there is no such snapshot", zh: "没有该快照")) : nil
        }
        let region = series.kind == .copy ? image.attributes[.targetRegion].string ?? "" : image.region
        guard region != resource.region else { return nil }
        let copies = world.desired.resources.filter {
            $0.address.kind == .copy && $0.address.name == series.name
                && $0.attributes[.targetRegion].string == resource.region
        }
        return Diagnostic(
            copies.isEmpty ? .imageOfOtherRegion : .copyOfRegion,
            [
                "object": "\(resource.address)", "region": "\(resource.region)", "image": "\(series)",
                "other": "\(region)", "copy": "\(series.name).\(copies.first?.address.part ?? "")",
            ], address: resource.address, subject: resource.place(of: .image))
    }

    // MARK: What it holds

    /// The system disk among them; empty when nobody could read what it holds.
    private func disks(of record: ResourceRecord) -> [CapturedDisk] {
        var known = record.attributes.capturedDisks
        if known.isEmpty, case .image(let facts) = world.live[record.id]?.facts {
            known = CapturedDisk.named(facts.disks, from: CaptureSources(keys: world.diskKeys))
        }
        return known.map { disk in
            var disk = disk
            let live = world.live[disk.id]?.attributes
            disk.type = disk.type ?? live?[.type].string
            disk.performance = disk.performance ?? live.flatMap { ChosenPerformance($0) }
            return disk
        }
    }

    /// What a generation that is still to be created will hold.
    private func expectedDisks(_ series: Address, after earlier: Decisions) -> [CapturedDisk] {
        guard let image = world.declared[series] else { return [] }
        if case .copy(let details) = image.details {
            // The same disks under ids that only the copy will tell.
            let known = currentRecord(details.image, after: earlier).map { disks(of: $0) } ?? []
            let source =
                known.isEmpty
                ? expectedDisks(details.image, after: earlier) : known.filter { !$0.isSystem }
            return source.map {
                CapturedDisk(
                    id: "", sizeGiB: $0.sizeGiB, isSystem: false, key: $0.key, type: $0.type,
                    performance: $0.performance)
            }
        }
        guard ImageKind(image.attributes) == .whole else { return [] }
        if let server = image.attributes[.source].reference, let declared = world.declared[server],
            declared.ownership == .managed, declared.address.kind == .server
        {
            return declared.declaredDisks.map { expected($0, after: earlier) }
        }
        let source = image.attributes[.source]
        guard let id = source.string ?? source.reference.flatMap({ earlier.stays($0) }),
            case .server(let facts) = world.live[id]?.facts
        else { return [] }
        return CapturedDisk.named(
            facts.disks.filter { !$0.isSystem }.map {
                let live = world.live[$0.id]?.attributes ?? [:]
                return CapturedDisk(
                    id: "", sizeGiB: live[.size].int, isSystem: false, type: live[.type].string,
                    performance: ChosenPerformance(live))
            })
    }

    /// A declared disk of a server that is still to be captured: as declared, else as the image of its own server holds it,
    /// else as it is.
    private func expected(_ disk: Address, after earlier: Decisions) -> CapturedDisk {
        let declared = world.declared[disk]?.attributes ?? [:]
        let restored = earlier.restored(disk)
        let live = world.liveObject(of: world.records[disk])?.attributes ?? [:]
        return CapturedDisk(
            id: "", sizeGiB: declared[.size].int ?? restored?.sizeGiB ?? live[.size].int,
            isSystem: false, key: disk.part,
            type: declared[.type].string ?? restored?.type ?? live[.type].string,
            performance: ChosenPerformance(declared) ?? restored?.performance ?? ChosenPerformance(live))
    }

    private func currentRecord(_ series: Address, after earlier: Decisions) -> ResourceRecord? {
        guard let id = earlier.stays(series) else { return nil }
        return world.generations[series]?.last { $0.id == id }
    }
}
