import XimageCore

/// Servers that count towards one `atOnce`.
struct StopLane: Hashable {
    var block: String
    var group: String
}

/// What an image needs of its source around it.
struct Quiesced {
    /// What the image waits for.
    var edges: [StepEdge] = []
    /// Starts the server again; runs after the image, however that ended.
    var start: PlanStep?
    var notes: [String] = []
}

/// Waits for sources to be settled, stops them for their images, and starts them again.
extension PlanBuilder {
    /// The source of an image, as far as it is known.
    private struct Source {
        var address: Address?
        var id: RemoteID?
        var name: String
        var object: LiveResource?
        var declared: DesiredResource?

        var options: ServerOptions? {
            guard case .server(let details) = declared?.details else { return nil }
            return details.options?.content
        }
    }

    mutating func quiesce(_ image: DesiredResource, _ address: Address, imageStep: StepID) -> Quiesced {
        guard case .image(let details) = image.details, let source = source(of: image) else {
            return Quiesced()
        }
        var result = Quiesced()
        if let condition = source.options?.settled {
            let id = "await \(source.name) for \(address)"
            add(
                PlanStep(
                    id: id, address: source.address ?? address, region: image.region,
                    operation: .awaitServer(
                        AwaitStep(
                            server: source.address, id: source.id, name: source.name, condition: condition)),
                    edges: sourceEdges(source)))
            result.edges.append(StepEdge(id, .serverBeforeImage))
        }
        guard let quiesce = details.options?.content.quiesce else { return result }
        stop(source, quiesce, image, address, imageStep, into: &result)
        return result
    }

    private func source(of image: DesiredResource) -> Source? {
        let value = image.attributes[.source]
        if let address = value.reference {
            let declared = input.desired[address]
            let object = stable[address].flatMap { live[$0] }
            return Source(
                address: address, id: object?.id,
                name: object?.name ?? declared?.attributes[.name].string ?? "\(address)", object: object,
                declared: declared)
        }
        guard let id = value.string else { return nil }
        return Source(address: nil, id: id, name: live[id]?.name ?? id, object: live[id], declared: nil)
    }

    private func sourceEdges(_ source: Source) -> [StepEdge] {
        guard let address = source.address else { return [] }
        var result = edges(to: address, .serverBeforeImage)
        if case .server(let details) = source.declared?.details {
            for disk in details.disks { result += edges(to: disk, .disksBeforeImage) }
        }
        return result
    }

    private mutating func stop(
        _ source: Source, _ quiesce: Quiesce, _ image: DesiredResource, _ address: Address,
        _ imageStep: StepID, into result: inout Quiesced
    ) {
        let power = source.object?.attributes[.power].string ?? source.declared?.attributes[.power].string
        let runs = power != "stopped"
        guard runs || quiesce.then == .running else { return }
        func step(_ verb: String, _ power: String) -> (StepID, PowerStep) {
            (
                "\(verb) \(source.name) for \(address)",
                PowerStep(
                    server: source.address, id: source.id, name: source.name, image: address, power: power,
                    restores: quiesce.then == .asWas)
            )
        }
        var last = imageStep
        let lane = StopLane(block: image.address.name, group: group(source, quiesce.groupBy))
        if runs {
            let (id, stop) = step("stop", "stopped")
            var edges = sourceEdges(source) + result.edges.map { StepEdge($0.step, .stopBeforeImage) }
            if let vault = image.attributes[.vault].reference {
                edges += self.edges(to: vault, .vaultBeforeImage)
            }
            let before = stopLanes[lane] ?? []
            if before.count >= quiesce.atOnce {
                edges.append(StepEdge(before[before.count - quiesce.atOnce], .fewStoppedAtATime))
            }
            edges = serialise(edges, on: source.id, step: id)
            add(
                PlanStep(
                    id: id, address: source.address ?? address, region: image.region,
                    operation: .power(stop), edges: edges))
            result.edges.append(StepEdge(id, .stopBeforeImage))
            result.notes.append(Self.downtime(source.name, gibibytes: sizeGiB(source), quiesce.then))
        }
        if quiesce.then != .stopped {
            let (id, start) = step("start", "running")
            result.start = PlanStep(
                id: id, address: source.address ?? address, region: image.region, operation: .power(start),
                edges: [StepEdge(imageStep, .imageBeforeStart)])
            last = id
            _ = serialise([], on: source.id, step: id)
        }
        if runs { stopLanes[lane, default: []].append(last) }
    }

    /// The value of the label, or of the tag of a server that is only read.
    private func group(_ source: Source, _ key: String?) -> String {
        guard let key else { return "" }
        return source.options?.labels[key] ?? source.object?.attributes[.tags].stringMap?[key] ?? ""
    }

    private func sizeGiB(_ source: Source) -> Int {
        if case .server(let facts) = source.object?.facts {
            return facts.disks.reduce(0) { $0 + (live[$1.id]?.attributes[.size].int ?? 0) }
        }
        guard case .server(let details) = source.declared?.details else { return 0 }
        let system = source.declared?.attributes[.systemDiskSize].int ?? 0
        return details.disks.reduce(system) { $0 + (input.desired[$1]?.attributes[.size].int ?? 0) }
    }

    private static func downtime(_ name: String, gibibytes: Int, _ then: Quiesce.Afterwards) -> String {
        let minutes = Quiesce.downtimeMinutes(gib: gibibytes)
        return then == .stopped
            ? "\(name) is stopped for it and stays stopped."
            : "\(name) is stopped for it, about \(minutes) min by its size, and starts again even if imaging fails."
    }
}

extension Quiesce {
    /// About how long a server is stopped for its image. It may start again as soon as its zone can use the image: after
    /// the snapshots, long before the backup is complete. Source: IMS API reference, phases of a whole image; the time
    /// grows with the disks.
    package static func downtimeMinutes(gib: Int) -> Int { 5 + gib / 50 }
}
