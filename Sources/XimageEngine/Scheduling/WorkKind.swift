package import XimageCore
package import XimagePlanning

/// A kind of work, such as `create image`: durations are learned by it, canaries and batches are counted by it.
package struct WorkKind: Hashable, Sendable, Comparable, CustomStringConvertible {
    package var verb: String
    package var kind: ResourceKind

    package init(verb: String, kind: ResourceKind) {
        self.verb = verb
        self.kind = kind
    }

    package init(_ step: PlanStep) {
        self.init(verb: step.id.verb.rawValue, kind: step.address.kind)
    }

    package var description: String { "\(verb) \(kind.rawValue)" }

    package static func < (a: WorkKind, b: WorkKind) -> Bool {
        (a.kind, a.verb) < (b.kind, b.verb)
    }
}

/// How much data the steps of a plan are about, in GiB: what their durations grow with.
package struct WorkSizes: Sendable {
    private var ofServer: [String: Int] = [:]
    private var addressOf: [RemoteID: Address] = [:]

    package init(steps: [PlanStep], records: [ResourceRecord]) {
        for record in records where record.address.kind == .server { addressOf[record.id] = record.address }
        for record in records where record.standing != .deposed { add(record.attributes, at: record.address) }
        for step in steps {
            switch step.operation {
            case .create(let create): add(create.attributes, at: step.address)
            case .label(let label): add(label.create.attributes, at: step.address)
            default: break
            }
        }
    }

    /// 0 where size does not matter or is not known.
    package func gibibytes(_ step: PlanStep) -> Int {
        guard case .create(let create) = step.operation else { return 0 }
        return gibibytes(creating: step.address, create.attributes)
    }

    /// The same of an object that is created with these attributes.
    func gibibytes(creating address: Address, _ attributes: Attributes) -> Int {
        switch address.kind {
        case .disk: attributes[.size].int ?? 0
        case .server: ofServer[address.description] ?? 0
        case .image: key(attributes[.source]).flatMap { ofServer[$0] } ?? 0
        case .vault, .copy: 0
        }
    }

    private mutating func add(_ attributes: Attributes, at address: Address) {
        switch address.kind {
        case .server: ofServer[address.description, default: 0] += attributes[.systemDiskSize].int ?? 0
        case .disk:
            guard let server = key(attributes[.server]) else { return }
            ofServer[server, default: 0] += attributes[.size].int ?? 0
        case .vault, .image, .copy: break
        }
    }

    /// The address where it is known, else the id.
    private func key(_ value: Value) -> String? {
        if let address = value.reference { return address.description }
        guard let id = value.string else { return nil }
        return addressOf[id]?.description ?? id
    }
}
