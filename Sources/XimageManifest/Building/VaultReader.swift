internal import XimageCore

extension ManifestBuilder {
    func readVaults() {
        session.path = ["vaults"]
        for block in sections.blocks("vaults") {
            guard declare(.vault, block) else { continue }
            guard let template = session.blockTemplate(block, ManifestTables.vault, kind: .vault, in: scope)
            else {
                breaks(.vault, block)
                continue
            }
            let before = session.errorCount
            checkExisting(template)
            var prototype = Draft()
            apply(template.fixed, toVault: &prototype)
            session.forEachInstance(of: template, in: scope) { instance in
                var draft = prototype
                let varying = session.varyingFields(template, in: instance.scope)
                apply(varying, toVault: &draft)
                finishVault(
                    draft, template, instance,
                    lookup: varying["existing"]?.fields ?? template.fixed["existing"]?.fields)
            }
            if session.errorCount > before { breaks(.vault, block) }
        }
        session.path = []
    }

    private func apply(_ fields: Fields, toVault draft: inout Draft) {
        for entry in fields.entries where !session.setPlain(entry, of: .vault, in: &draft) {
            switch entry.key {
            case "protect": draft.protect = entry.item.flag ?? false
            default: break  // `existing` and loops are read with the template.
            }
        }
    }

    private func finishVault(_ draft: Draft, _ template: BlockTemplate, _ instance: Instance, lookup: Fields?)
    {
        var draft = draft
        var address = template.address
        address.instance = instance.key
        draft.fill(.region, defaults.region)
        guard let region = draft.attributes[.region].string else {
            if !template.has("region") { session.reportNoRegion(address, at: template.block.keyPlace) }
            return breaks(.vault, template.block)
        }
        var ownership = Ownership.managed
        if let lookup {
            guard let found = session.lookup(lookup, zone: nil) else { return breaks(.vault, template.block) }
            ownership = .existing(found)
        } else {
            draft.fill(
                .name, .string(ManifestSession.defaultName(scope.project, address.name, instance.key)))
            draft.fillStandards(of: .vault)
            draft.fill(.enterpriseProject, enterpriseProject)
            session.finishTags(
                &draft, defaults: defaults.resolved(for: region).tags, of: .vault, address: address)
            session.checkName(draft, .vaultName, address: address, at: template.block.keyPlace)
        }
        vaults.append(
            DesiredResource(
                address: address, region: region, attributes: draft.attributes, ownership: ownership,
                protect: draft.protect, origin: session.range(template.block.keyPlace),
                attributeOrigins: draft.origins))
    }
}
