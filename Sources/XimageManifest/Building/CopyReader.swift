internal import XimageCore

/// Copies of images, and images of servers that only the cloud knows.
extension ManifestBuilder {
    /// The copies of one image.
    func readCopies(_ template: BlockTemplate, _ instance: Instance, of image: DesiredResource)
        -> [DesiredResource]
    {
        guard let blocks = template.nested["copies"] else { return [] }
        session.path.append("copies")
        defer { session.path.removeLast() }
        if session.shape(blocks) == .scalar, session.scalar(blocks) == .null { return [] }
        guard session.shape(blocks) == .map else {
            session.reportType(blocks, .map(.key, .block(ManifestTables.copy)), isSensitive: false)
            return []
        }
        var result: [DesiredResource] = []
        for entry in session.entries(blocks) {
            let block = Named(name: entry.key, keyPlace: entry.keyPlace, value: entry.value)
            guard
                let copy = session.blockTemplate(block, ManifestTables.copy, kind: .copy, in: instance.scope)
            else { continue }
            session.forEachInstance(of: copy, in: instance.scope) { copyInstance in
                guard isPart(copyInstance, of: copy, at: entry.keyPlace) else { return }
                let varying = session.varyingFields(copy, in: copyInstance.scope)
                if let resource = readCopy(copy, copyInstance, varying, of: image) { result.append(resource) }
            }
        }
        reportTwins(result, of: image)
        return result
    }

    /// Whether an instance's key can be part of a copy's address.
    private func isPart(_ instance: Instance, of copy: BlockTemplate, at place: Place) -> Bool {
        guard case .key(let key)? = instance.key, let fault = TextForm.key.fault("\(copy.block.name)-\(key)")
        else { return true }
        session.report(
            .wrongCopyKey, ["key": "\(copy.block.name)-\(Shown.text(key))", "fault": fault],
            at: copy.loops["forEach"]?.place ?? place)
        return false
    }

    /// `a` with the instance `b` and a copy named `a-b` are one address.
    private func reportTwins(_ copies: [DesiredResource], of image: DesiredResource) {
        var seen: [Address: SourceRange?] = [:]
        for copy in copies {
            guard let first = seen.updateValue(copy.origin, forKey: copy.address), first != copy.origin else {
                continue
            }
            session.diagnostics.append(
                Diagnostic(
                    .twinCopies, ["object": "\(copy.address)"], address: copy.address, subject: copy.origin,
                    remark: .againHere, related: first.map { [Label($0, .firstDeclared)] } ?? []))
        }
    }

    private func readCopy(
        _ template: BlockTemplate, _ instance: Instance, _ varying: Fields, of image: DesiredResource
    ) -> DesiredResource? {
        let part = instance.key.map { "\(template.block.name)-\(Self.text($0))" } ?? template.block.name
        let address = Address(.copy, image.address.name, instance: image.address.instance, part: part)
        var draft = Draft()
        var details = CopyDetails(image: image.address)
        if case .image(let own) = image.details { details.nameTemplate = own.nameTemplate }
        var vault: Item?
        for entry in template.fixed.entries + varying.entries
        where !session.setPlain(entry, of: .copy, in: &draft) {
            let item = entry.item
            switch entry.key {
            case "vault": vault = item
            case "name": details.nameTemplate = item.text
            case "retention": details.retention = retention(item)
            case "only": details.onlyTags = textLists(item.fields?.entries(of: "tags"))
            case "protect": draft.protect = item.flag ?? false
            case "timeouts": details.timeouts = timeouts(item)
            default: break
            }
        }
        draft.set(.region, .string(image.region), session.range(template.block.keyPlace))
        draft.attributes[.source] = .reference(image.address)
        for name in [AttributeName.minimumMemory, .maximumMemory, .description] {
            draft.fill(name, image.attributes[name])
        }
        if let inherited = image.attributes[.tags].map {
            draft.attributes[.tags] = .map(inherited.merging(draft.attributes[.tags].map ?? [:]) { $1 })
        }
        session.finishTags(&draft, defaults: nil, of: .copy, address: address)
        checkTarget(&draft, vault, image, address, at: template.block.keyPlace)
        return DesiredResource(
            address: address, region: image.region, attributes: draft.attributes, protect: draft.protect,
            details: .copy(details), origin: session.range(template.block.keyPlace),
            attributeOrigins: draft.origins)
    }

    /// Where a copy goes: another region, and a replication vault in it.
    private func checkTarget(
        _ draft: inout Draft, _ vault: Item?, _ image: DesiredResource, _ address: Address, at place: Place
    ) {
        let region = draft.attributes[.targetRegion].string
        if let region, region == image.region, !image.region.isEmpty {
            session.diagnostics.append(
                Diagnostic(
                    .copyInsideRegion,
                    ["copy": "\(address)", "region": "\(region)", "image": "\(image.address)"],
                    address: address, subject: draft.origins[.targetRegion]))
        }
        guard let vault, let text = vault.text, let named = Address("vault.\(text)"),
            let found = resolveReference(named, among: vaultIndex, at: vault.place)
        else { return }
        draft.set(.targetVault, .reference(found), session.range(vault.place))
        let target = vaults[vaultIndex[found] ?? 0]
        if let region, target.region != region {
            session.report(
                .misfitTargetVault,
                [
                    "vault": "\(target.address)", "copy": "\(address)", "region": "\(region)",
                    "reason": .region(target.region),
                ], address: address, at: vault.place,
                related: target.place(of: .region).map { [Label($0, .regionOfVault)] } ?? [])
        } else if target.ownership == .managed, target.attributes[.purpose].string != "replication" {
            session.report(
                .misfitTargetVault,
                [
                    "vault": "\(target.address)", "copy": "\(address)", "region": "\(target.region)",
                    "reason": .purpose(target.attributes[.purpose].string ?? "backup"),
                ], address: address, at: vault.place,
                related: target.place(of: .purpose).map { [Label($0, .purposeOfVault)] } ?? [])
        }
    }

    /// An image for each server of the account that fits.
    func select(
        _ live: Fields, _ selector: Fields, _ draft: ImageDraft, _ template: BlockTemplate,
        _ instance: Instance,
        _ address: Address
    ) {
        var draft = draft
        if let key = instance.key {
            session.report(
                .loopAndSelection,
                ["object": "\(address)", "instance": RuleArgument(Self.text(key)), "alternative": ""],
                address: address, at: live.place)
            return
        }
        fillImage(&draft, address)
        var selection = liveSelector(live)
        if selection.regions.isEmpty {
            guard let region = defaults.region?.value.string else {
                return session.reportNoRegion(address, at: live.place)
            }
            selection.regions = [region]
        }
        if selection.tags.isEmpty, selection.names.isEmpty, selection.ids.isEmpty {
            session.report(
                .selectionOfAll, ["object": "\(address)"], address: address, at: live.place)
        }
        applyVault(
            &draft, ImageOrigin(server: nil, region: selection.regions[0]), address,
            at: template.block.keyPlace)
        let name = draft.nameTemplate ?? "\(scope.project)-\(address.name)-${source.name}"
        checkImageName(name, draft, address, at: template.block.keyPlace)
        acknowledge(draft.acknowledgements, address, name: name, isSelection: true)
        session.finishTags(
            &draft.base, defaults: defaults.resolved(for: selection.regions[0]).tags, of: .image,
            address: address)
        let image = resource(
            draft, name, address, selection.regions.count == 1 ? selection.regions[0] : "",
            at: template.block.keyPlace)
        let expect = selector["expect"]?.fields
        checkExpectation(expect, address)
        selections.append(
            ImageSelection(
                selector: selection, except: selector["except"]?.fields.map(liveSelector),
                minimum: expect?["min"]?.number,
                maximum: expect?["max"]?.number, image: image,
                copies: readCopies(template, instance, of: image),
                origin: session.range(live.place)))
    }

    private func checkExpectation(_ expect: Fields?, _ address: Address) {
        guard let least = expect?["min"]?.number, let most = expect?["max"]?.number, most < least, let expect
        else { return }
        session.report(
            .crossedBounds, ["object": "\(address)", "min": "\(least)", "max": "\(most)"], address: address,
            at: expect.place)
    }
}
