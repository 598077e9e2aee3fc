internal import XimageCore

/// Sections -> desired state. One use for one reading.
final class ManifestBuilder {
    let session: ManifestSession
    let sections: Sections
    /// What expressions outside of loops may name.
    var scope: Scope
    var defaults = Defaults()
    var enterpriseProject: Given?

    var vaults: [DesiredResource] = []
    var servers: [DesiredResource] = []
    var disks: [DesiredResource] = []
    var images: [DesiredResource] = []
    var copies: [DesiredResource] = []
    var selections: [ImageSelection] = []
    var fannedOut: Set<String> = []
    /// Acknowledgements that stand on objects.
    var acknowledgements: [Acknowledgement] = []
    /// Images whose vault is one of a pool, with the place of the reference.
    var pooled: [(image: Int, vaults: [Address], place: Place)] = []
    /// Images that are left out with the server that they are made of, with the place of their source.
    var imagesLeftOut: [(image: Address, server: Address, place: Place)] = []
    /// Labels of declared servers, where they have some.
    var labels: [Address: [String: String]] = [:]
    /// Positions of declared servers by label and its value, once all are read.
    private(set) lazy var labelled: [[String]: [Int]] = {
        var result: [[String]: [Int]] = [:]
        for (position, server) in servers.enumerated() {
            for (key, value) in labels[server.address] ?? [:] {
                result[[key, value], default: []].append(position)
            }
        }
        return result
    }()
    /// Images of servers that labels select, to be read when it is known that all of them together are not too many.
    var fanOuts: [() -> Void] = []
    /// Every declared block without its instances, with the place of its key.
    var declared: [Address: Place] = [:]
    /// Blocks whose key names no instance.
    private var whole: Set<Address> = []
    /// Blocks with errors: what refers to them is not reported again.
    var broken: Set<Address> = []

    /// Images of this set that servers are made from, to be looked up when all is declared.
    var imageReferences: [(Address, Place)] = []
    /// Reads a file that a manifest names; the path is relative to the manifest's folder.
    let readFile: (_ path: String) -> Result<[UInt8], FileFault>

    /// Where each declared server and vault is in its list.
    private(set) lazy var serverIndex = Self.positions(of: servers)
    private(set) lazy var vaultIndex = Self.positions(of: vaults)
    /// Instances of each vault block that has some, in order; one buffer for all who use it.
    private(set) lazy var vaultInstances = Dictionary(
        grouping: Self.sorted(vaults).map(\.address), by: \.name)
    private(set) lazy var declaredAddresses: Set<Address> = Set(resources().map(\.address))

    init(
        session: ManifestSession, sections: Sections, scope: Scope,
        readFile: @escaping (_ path: String) -> Result<[UInt8], FileFault>
    ) {
        self.session = session
        self.sections = sections
        self.scope = scope
        self.readFile = readFile
    }

    /// The text of a file named at `place`; `nil` with a diagnostic when it cannot be read.
    func readText(_ path: String, besides place: Place, of address: Address) -> String? {
        let folder = session.files[Int(place.file)].folder
        let whole = path.hasPrefix("/") || folder == "." ? path : "\(folder)/\(path)"
        guard mayRead(whole, writtenAs: path, besides: place, of: address) else { return nil }
        switch readFile(whole) {
        case .success(let bytes):
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            session.report(
                .binaryFile, ["path": RuleArgument(Shown.text(path))], address: address, at: place)
        case .failure(let fault):
            session.report(
                .fileOfObject,
                [
                    "path": RuleArgument(Shown.text(path)), "object": "\(address)", "reason": fault.reason,
                ], address: address, at: place)
        }
        return nil
    }

    /// Whether a file is in the folder of the set, or is trusted; reports it otherwise.
    private func mayRead(
        _ whole: String, writtenAs path: String, besides place: Place, of address: Address
    ) -> Bool {
        guard let target = session.strays.ofSet(whole), let trust = session.trust, !trust.own.contains(path)
        else { return true }
        let fault = FileFault.outside(
            target, Bilingual("read this file for \(address)", zh: "为 \(address) 读取该文件"))
        guard let need = fault.need, !trust.allows(need) else { return true }
        session.needs.append(need)
        session.report(
            .untrustedFileOfObject,
            [
                "path": RuleArgument(Shown.text(path)), "object": "\(address)", "reason": fault.reason,
                "fix": trust.advice([need]),
            ], address: address, at: place)
        return false
    }

    /// Notes a block. False when it is an instance of a block that makes its instances itself, which is reported.
    func declare(_ kind: ResourceKind, _ block: Named) -> Bool {
        var address = ManifestSession.address(of: block, kind)
        let isInstance = address.instance != nil
        address.instance = nil
        guard let first = declared[address] else {
            declared[address] = block.keyPlace
            if !isInstance { whole.insert(address) }
            return true
        }
        guard whole.contains(address) else { return true }
        session.report(
            .blockAndInstance,
            ["name": RuleArgument(address.name), "instance": RuleArgument(Shown.text(block.name))],
            at: block.keyPlace, related: [Label(session.range(first), .declaredHere)])
        return false
    }

    /// Notes that a block has errors.
    func breaks(_ kind: ResourceKind, _ block: Named) {
        var address = ManifestSession.address(of: block, kind)
        address.instance = nil
        broken.insert(address)
    }

    /// Reports what a block that may be someone else's lacks, or has too much.
    func checkExisting(_ template: BlockTemplate) {
        let (schema, address) = (template.fixed.schema, template.address)
        guard template.has("existing") else {
            for key in schema.neededUnlessExisting where !template.has(key) {
                session.report(
                    .missingKeyOfObject,
                    [
                        "block": "\(address)", "key": RuleArgument(key),
                        "purpose": ManifestSession.purpose(key, in: schema),
                        "example": RuleArgument(schema[key]?.example ?? "..."),
                    ], address: address, at: template.block.keyPlace, remark: .missing(key))
            }
            return
        }
        let allowed = schema.allowedWithExisting
        for key in template.keys where !allowed.contains(key) && schema[key]?.isOffered == true {
            let place =
                template.fixed.entries.first { $0.key == key }?.keyPlace
                ?? template.varying.first { $0.field.key == key }?.keyPlace
            guard let place else { continue }
            session.report(
                .changedExisting, ["object": "\(address)", "key": RuleArgument(key)], address: address,
                at: place)
        }
    }

    /// All resources in the order of their addresses.
    func resources() -> [DesiredResource] {
        let lists = [vaults, servers, disks, images, copies].filter { !$0.isEmpty }
        // The list itself, not a copy of so many parts.
        if lists.count == 1 { return Self.sorted(lists[0]) }
        var result: [DesiredResource] = []
        result.reserveCapacity(lists.reduce(0) { $0 + $1.count })
        for list in lists { result += Self.sorted(list) }
        return result
    }

    /// Position of each, the first one where an address is there twice.
    private static func positions(of list: [DesiredResource]) -> [Address: Int] {
        var index = [Address: Int](minimumCapacity: list.count)
        for position in list.indices.reversed() { index[list[position].address] = position }
        return index
    }

    /// Blocks and their instances come in order, so there is mostly nothing to do.
    private static func sorted(_ list: [DesiredResource]) -> [DesiredResource] {
        for index in list.indices.dropFirst() where list[index].address < list[index - 1].address {
            return list.sorted { $0.address < $1.address }
        }
        return list
    }
}
