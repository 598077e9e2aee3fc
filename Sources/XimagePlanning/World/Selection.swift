import XimageCore

/// The part of the set that a run is about: what `--target`, `--exclude`, `--due-only` and `--skip-blocked` choose. An
/// input of deciding: usage, rules, data at risk and forecast see only what was chosen.
struct Selection: Sendable {
    private let options: PlanOptions
    private let desired: DesiredState
    /// Series that are meant, and what they need; `nil` for everything.
    private let chosen: Set<Address>?
    /// Series that are meant themselves.
    private let meant: Set<Address>

    /// - Parameter due: series of images whose schedule is due; asked with `--due-only` alone.
    init(_ options: PlanOptions, _ desired: DesiredState, due: () -> Set<Address>) {
        self.options = options
        self.desired = desired
        guard options.onlyDue || !options.targets.isEmpty else {
            chosen = nil
            meant = []
            return
        }
        let due = options.onlyDue ? due() : nil
        let seeds = desired.resources.filter { resource in
            let address = resource.address
            if let due {
                let image = Address(.image, address.name, instance: address.instance)
                guard due.contains(address) || (address.kind == .copy && due.contains(image)) else {
                    return false
                }
            }
            return options.targets.isEmpty
                || options.targets.contains { $0.fits(address, labels: desired.labels) }
        }
        meant = Set(seeds.map(\.address))
        var chosen = meant
        var queue = Array(chosen)
        while let address = queue.popLast() {
            guard let resource = desired[address] else { continue }
            for needed in resource.neededBefore(in: desired) where chosen.insert(needed).inserted {
                queue.append(needed)
            }
        }
        self.chosen = chosen
    }

    var selectsParts: Bool { chosen != nil || !options.exclusions.isEmpty }

    var hasExclusions: Bool { !options.exclusions.isEmpty }

    /// A pattern of `--exclude` fits.
    func isExcluded(_ address: Address) -> Bool {
        options.exclusions.contains { $0.fits(address, labels: desired.labels) }
    }

    /// Whether the series is meant, or needed by one that is.
    func isChosen(_ series: Address) -> Bool { chosen?.contains(series) ?? true }

    /// A target fits the address itself.
    func isTargeted(_ address: Address) -> Bool {
        !options.onlyDue && options.targets.contains { $0.fits(address, labels: desired.labels) }
            && !isExcluded(address)
    }

    /// Whether what is found about an address concerns the run.
    func isMeant(_ address: Address) -> Bool {
        !isExcluded(address) && (isChosen(address.series) || isTargeted(address))
    }

    /// Whether something may be removed: what is only needed by something else is not.
    func includesRemoval(_ address: Address) -> Bool {
        guard !isExcluded(address), options.blocked[address.series] == nil else { return false }
        return chosen == nil || meant.contains(address.series) || isTargeted(address)
    }
}

extension DesiredResource {
    /// What is decided before it, as it refers to that.
    func neededBefore(in desired: DesiredState) -> [Address] {
        switch details {
        case .server: return attributes[.image].reference.map { [$0] } ?? []
        case .disk: return address.owner.map { [$0] } ?? []
        case .copy(let details):
            return [details.image] + [attributes[.targetVault].reference].compactMap { $0 }
        case .image:
            var result = [AttributeName.source, .vault, .sourceDisk].compactMap { attributes[$0].reference }
            if let server = attributes[.source].reference {
                result += desired[server]?.declaredDisks ?? []
            }
            return result
        case .none: return []
        }
    }
}

extension DesiredState {
    /// Labels of a server; of an image or copy those of its source.
    func labels(_ address: Address) -> [String: String] {
        guard let resource = self[address] else { return [:] }
        switch resource.details {
        case .server(let details): return details.options?.content.labels ?? [:]
        case .image, .copy:
            guard let source = resource.attributes[.source].reference, source.kind == .server else {
                return [:]
            }
            return labels(source)
        case .none, .disk: return [:]
        }
    }
}
