internal import XimageCore

/// An image while it is being put together.
struct ImageDraft {
    var base = Draft()
    var from: Item?
    var vault: Item?
    var nameTemplate: String?
    var namePlace: Place?
    var agreements: Fields?
}

extension ManifestBuilder {
    func readImages() {
        session.path = ["images"]
        for block in sections.blocks("images") {
            declare(.image, block)
            guard let template = session.template(block, ManifestTables.image, kind: .image, in: scope) else {
                broken.insert(Address(.image, block.name))
                continue
            }
            let before = session.errorCount
            var prototype = ImageDraft()
            apply(template.fixed, to: &prototype)
            session.forEachInstance(of: template, in: scope) { instance in
                var draft = prototype
                if !template.varying.isEmpty {
                    apply(session.varyingFields(template, in: instance.scope), to: &draft)
                }
                finishImage(draft, template, instance)
            }
            if session.errorCount > before { broken.insert(Address(.image, block.name)) }
        }
        session.path = []
    }

    private func apply(_ fields: Fields, to draft: inout ImageDraft) {
        for entry in fields.entries {
            let item = entry.item
            switch entry.key {
            case "from": draft.from = item
            case "vault": draft.vault = item
            case "name": (draft.nameTemplate, draft.namePlace) = (item.text, item.place)
            case "memory":
                if let least = item.fields?["min"] { session.set(.minimumMemory, least, in: &draft.base) }
                if let most = item.fields?["max"] { session.set(.maximumMemory, most, in: &draft.base) }
            case "agreements": draft.agreements = item.fields
            case "protect": draft.base.protect = item.flag ?? false
            case "kind", "description", "revision", "tags", "enterpriseProject":
                if let name = AttributeName(entry.key) { session.set(name, item, in: &draft.base) }
            default: break
            }
        }
    }

    private func finishImage(_ draft: ImageDraft, _ template: BlockTemplate, _ instance: Instance) {
        var draft = draft
        var address = template.address
        address.instance = instance.key
        let place = template.block.keyPlace
        guard let from = draft.from?.fields, let source = source(from, &draft.base, of: address) else { return }
        let region = source.region
        draft.base.fill(.region, .string(region))
        draft.base.fill(.kind, "whole")
        draft.base.fill(.enterpriseProject, enterpriseProject)
        applyVault(&draft, source, address, at: place)
        checkMemory(draft.base, address)
        session.finishTags(
            &draft.base, defaults: defaults.resolved(for: region).tags, rule: "NM004", address: address)
        let name = draft.nameTemplate
            ?? ManifestSession.defaultName(scope.project, template.block.name, instance.key)
        if let fault = TextForm.imageName.fault(name) {
            session.report(
                "NM001", "Name does not fit the service's rules",
                detail: "The name `\(Shown.text(name, most: 80))` of \(address) is not an image's name: \(fault).",
                fix: "Give it another `name`.", address: address, at: draft.namePlace ?? place)
        }
        images.append(
            DesiredResource(
                address: address, region: region, attributes: draft.base.attributes, protect: draft.base.protect,
                details: .image(details(name, draft.agreements)), origin: session.range(place),
                attributeOrigins: draft.base.origins))
    }

    private func details(_ name: String, _ own: Fields?) -> ImageDetails {
        let general = defaults.agreements
        return ImageDetails(
            nameTemplate: name, commitment: own?.text("commitment") ?? general?.text("commitment"),
            disclaimer: own?.text("disclaimer") ?? general?.text("disclaimer"),
            optimised: own?.flag("optimised") ?? general?.flag("optimised") ?? false)
    }

    /// Source: IMS API reference, minimum and maximum memory.
    private func checkMemory(_ draft: Draft, _ address: Address) {
        guard let least = draft.attributes[.minimumMemory].int, let most = draft.attributes[.maximumMemory].int,
            most > 0, most < least
        else { return }
        session.diagnostics.append(
            Diagnostic(
                code: "WI011", summary: "Memory bounds contradict each other",
                detail: "\(address) allows at most \(Units.text(mebibytes: most)) and needs at least "
                    + "\(Units.text(mebibytes: least)); no flavor could ever fit.",
                fix: "Raise `max` or lower `min`.", address: address, subject: draft.origins[.maximumMemory],
                remark: "below the minimum"))
    }
}
