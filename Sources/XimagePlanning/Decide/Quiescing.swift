import XimageCore

/// Waits for sources to be settled, stops them for their images, and starts them again.
struct Quiescing {
    let world: World

    /// The source of an image, as far as it is known.
    private struct Source {
        var address: Address?
        var id: RemoteID?
        var name: String
        var object: LiveResource?
        var declared: DesiredResource?
    }

    /// - Parameter image: the generation that is created.
    func care(for resource: DesiredResource, _ image: Address, after earlier: Decisions) -> (
        care: Care, notes: [Bilingual]
    ) {
        var care = Care()
        guard let source = source(of: resource, after: earlier) else { return (care, []) }
        if let condition = source.declared?.serverOptions?.settled {
            care.sign = AwaitStep(
                server: source.address, id: source.id, name: source.name, condition: condition)
        }
        guard let quiesce = resource.imageOptions?.quiesce else { return (care, []) }
        let power = source.object?.attributes[.power].string ?? source.declared?.attributes[.power].string
        let runs = power != "stopped"
        guard runs || quiesce.then == .running else { return (care, []) }
        let step = PowerStep(
            server: source.address, id: source.id, name: source.name, image: image,
            restores: quiesce.then == .asWas)
        if runs {
            care.stop = step
            care.lane = StopLane(
                block: image.name, group: group(source, quiesce.groupBy), atOnce: quiesce.atOnce)
        }
        if quiesce.then != .stopped { care.start = step }
        let notes =
            runs ? [Self.downtime(source.name, gibibytes: sizeGiB(source), quiesce.then)] : []
        return (care, notes)
    }

    /// The value of the label, or of the tag of a server that is only read.
    private func group(_ source: Source, _ key: String?) -> String {
        guard let key else { return "" }
        return source.declared?.serverOptions?.labels[key]
            ?? source.object?.attributes[.tags].stringMap?[key] ?? ""
    }

    private func source(of image: DesiredResource, after earlier: Decisions) -> Source? {
        let value = image.attributes[.source]
        if let address = value.reference {
            let declared = world.declared[address]
            let object = earlier.stays(address).flatMap { world.live[$0] }
            return Source(
                address: address, id: object?.id,
                name: object?.name ?? declared?.attributes[.name].string ?? "\(address)", object: object,
                declared: declared)
        }
        guard let id = value.string else { return nil }
        let object = world.live[id]
        return Source(address: nil, id: id, name: object?.name ?? id, object: object, declared: nil)
    }

    /// `nil` when it is not known.
    private func sizeGiB(_ source: Source) -> Int? {
        if case .server(let facts) = source.object?.facts {
            return Self.sum(facts.disks.map { world.live[$0.id]?.attributes[.size].int })
        }
        guard let declared = source.declared else { return nil }
        return Self.sum(
            [declared.attributes[.systemDiskSize].int]
                + declared.declaredDisks.map { world.declared[$0]?.attributes[.size].int })
    }

    private static func sum(_ sizes: [Int?]) -> Int? {
        let known = sizes.compactMap { $0 }
        return known.count == sizes.count && !known.isEmpty ? known.reduce(0, +) : nil
    }

    private static func downtime(_ name: String, gibibytes: Int?, _ then: Quiesce.Afterwards) -> Bilingual {
        guard then != .stopped else {
            return Bilingual("\(name) is stopped for it and stays stopped.", zh: "\(name) 会为此关机，并保持关机。")
        }
        let minutes = gibibytes.map { Quiesce.downtimeMinutes(gib: $0) }
        let time = minutes.map { ", about \($0) min by its size," } ?? ""
        return Bilingual(
            "\(name) is stopped for it\(time) and starts again even if imaging fails.",
            zh: "\(name) 会为此关机\(minutes.map { "（按容量约 \($0) 分钟）" } ?? "")，即使制作镜像失败也会重新开机。")
    }
}

extension Quiesce {
    /// About how long a server is stopped for its image. It may start again as soon as its zone can use the image: after
    /// the snapshots, long before the backup is complete. Source: IMS API reference, phases of a whole image; the time
    /// grows with the disks.
    package static func downtimeMinutes(gib: Int) -> Int { 5 + gib / 50 }
}
