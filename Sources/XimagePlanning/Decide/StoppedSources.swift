import XimageCore

extension StoppedSource {
    /// Of servers and unfinished images that marks gave back to state. A server that is declared stopped is as wanted.
    static func found(_ rebuilt: StateRebuilder.Result, in world: World) -> [StoppedSource] {
        guard !rebuilt.records.isEmpty else { return [] }
        let recovered = Set(rebuilt.records.map(\.id))
        let unfinished = Dictionary(
            rebuilt.records.filter { $0.address.kind == .image && world.live[$0.id]?.phase == .busy }
                .map { ($0.address.series, $0) }, uniquingKeysWith: { $1 })
        return world.desired.resources.compactMap { image in
            guard let quiesce = image.imageOptions?.quiesce, quiesce.then != .stopped else { return nil }
            let address = image.attributes[.source].reference
            let made = unfinished[image.address]
            let id =
                made.flatMap { world.live[$0.id]?.attributes[.source].string }
                ?? address.flatMap { world.records[$0]?.id }
            guard let server = id.flatMap({ world.live[$0] }), server.isOff || server.isTurningOff,
                made != nil || recovered.contains(server.id),
                address.flatMap({ world.declared[$0] })?.attributes[.power] != "stopped"
            else { return nil }
            let use =
                made.map {
                    Bilingual(
                        "the unfinished \($0.address) is made from it", zh: "未完成的 \($0.address) 用它制作")
                }
                ?? Bilingual(
                    "\(image.address), for which ximage stops it, is made from it",
                    zh: "\(image.address) 用它制作，ximage 会为此将其关机")
            return StoppedSource(
                server: address ?? image.address, id: server.id, region: server.region,
                text: Bilingual(
                    "\"\(server.name)\" (\(server.id)) is \(server.isOff ? "" : "being ")stopped, and \(use.english)",
                    zh: "“\(server.name)”（\(server.id)）\(server.isOff ? "已" : "正在")关机，而 \(use.chinese)"))
        }
    }
}

extension LiveResource {
    fileprivate var isOff: Bool { attributes[.power] == "stopped" }

    /// A server whose stop still runs.
    fileprivate var isTurningOff: Bool {
        if case .server(let facts) = facts { facts.taskState == "powering-off" } else { false }
    }

    /// Neither stopped nor on the way to it.
    package var staysOn: Bool { !isOff && !isTurningOff }
}
