package import XimageCore

extension Graph {
    /// The declared objects of a set, and what they refer to. Edges have the word of the manifest: `vault`, `from`.
    package init(_ desired: DesiredState) {
        let selected = desired.selections.flatMap { [$0.image] + $0.copies }
        let resources = desired.resources + selected
        let isGrouped = resources.count > Graph.mostNodes
        let names = Dictionary(
            resources.map { ($0.address, Graph.name(of: $0.address, isGrouped: isGrouped)) }
        ) { first, _ in first }
        var parts = GraphParts()
        for resource in resources {
            parts.add(names[resource.address] ?? "", remark: Graph.remark(resource, selected))
        }
        for resource in resources {
            guard let name = names[resource.address] else { continue }
            for (needed, word) in resource.needs {
                guard let other = names[needed] ?? names[needed.series] else { continue }
                parts.connect(other, name, word)
            }
        }
        self.init(title: desired.settings.project, parts)
    }

    private static func remark(_ resource: DesiredResource, _ selected: [DesiredResource]) -> String? {
        if case .existing = resource.ownership { return "existing" }
        return selected.contains { $0.address == resource.address } ? "of each server that matches" : nil
    }
}

extension DesiredResource {
    /// Objects that it refers to, each with the word of the manifest.
    fileprivate var needs: [(Address, word: String)] {
        var needs: [(Address, String)] = attributes.entries.compactMap { entry in
            entry.value.reference.map { ($0, word(entry.name)) }
        }
        if case .image(let details) = details, let choice = details.options?.content.vaultChoice {
            switch choice {
            case .named: break
            case .pool(let vaults), .bound(let vaults): needs += vaults.map { ($0, word(.vault)) }
            }
        }
        return needs
    }

    private func word(_ attribute: AttributeName) -> String {
        switch (address.kind, attribute) {
        case (.disk, .server): "disk"
        case (.copy, .source): "copy"
        case (.copy, .targetVault): "vault"
        default: attribute.description
        }
    }
}
