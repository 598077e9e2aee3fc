internal import XimageCore

/// An image while it is being put together.
struct ImageDraft {
    var base = Draft()
    var from: Item?
    var vault: Item?
    /// Whether there is a vault, rightly or wrongly written.
    var givesVault = false
    /// Whether the kind is written, and wrong.
    var isKindWrong = false
    var nameTemplate: String?
    var namePlace: Place?
    var agreements: Fields?
    var options = ImageOptions()
    var acknowledgements: [Item] = []
}

extension ManifestBuilder {
    func readImages() {
        session.path = ["images"]
        for block in sections.blocks("images") {
            guard declare(.image, block) else { continue }
            guard let template = session.blockTemplate(block, ManifestTables.image, kind: .image, in: scope)
            else {
                breaks(.image, block)
                continue
            }
            let before = session.errorCount
            var prototype = ImageDraft()
            apply(template.fixed, to: &prototype)
            prototype.givesVault = template.has("vault")
            session.forEachInstance(of: template, in: scope) { instance in
                var draft = prototype
                if !template.varying.isEmpty {
                    apply(session.varyingFields(template, in: instance.scope), to: &draft)
                }
                draft.isKindWrong = template.has("kind") && draft.base.attributes[.kind] == .null
                readInstance(draft, template, instance)
            }
            if session.errorCount > before { breaks(.image, block) }
        }
        session.path = []
        if session.selectedImages <= ManifestSession.mostSelectedImages { for fanOut in fanOuts { fanOut() } }
        fanOuts = []
        for (image, server, place) in imagesLeftOut {
            session.report(
                .imageLeftOut, ["server": "\(server)", "image": "\(image)"], address: image, at: place,
                severity: .info)
        }
    }

    private func apply(_ fields: Fields, to draft: inout ImageDraft) {
        for entry in fields.entries where !session.setPlain(entry, of: .image, in: &draft.base) {
            let item = entry.item
            switch entry.key {
            case "from": draft.from = item
            case "vault": draft.vault = item
            case "name": (draft.nameTemplate, draft.namePlace) = (item.text, item.place)
            case "agreements": draft.agreements = item.fields
            case "protect": draft.base.protect = item.flag ?? false
            case "acknowledge": draft.acknowledgements = item.list ?? []
            case "quiesce": draft.options.quiesce = quiesce(item)
            case "ready": draft.options.ready = item.text.flatMap { .init(rawValue: $0) } ?? .region
            case "retention": draft.options.retention = retention(item)
            case "schedule": draft.options.schedule = schedule(item)
            case "guest": draft.options.guest = guestSettings(item)
            case "timeouts": draft.options.timeouts = timeouts(item)
            default: break
            }
        }
    }

    /// One instance of a block: one image, one for each server with the right labels, or a selection.
    private func readInstance(_ draft: ImageDraft, _ template: BlockTemplate, _ instance: Instance) {
        var address = template.address
        address.instance = instance.key
        guard let from = draft.from?.fields else { return }
        checkDisk(from, draft, address)
        if let servers = from["servers"]?.fields {
            if let live = servers["live"]?.fields {
                return select(live, servers, draft, template, instance, address)
            }
            return fanOut(servers, draft, template, instance, address)
        }
        if let server = sourceLeftOut(from) {
            if let place = draft.from?.place { imagesLeftOut.append((address, server, place)) }
            return checkRest(draft, template, address)
        }
        guard let source = source(from, into: draft.base, of: address) else {
            return checkRest(draft, template, address)
        }
        var own = draft
        own.base = source.draft
        finishImage(own, source.origin, template, instance, address)
    }

    /// What can be said about an image whose source is wrong.
    private func checkRest(_ draft: ImageDraft, _ template: BlockTemplate, _ address: Address) {
        var draft = draft
        fillImage(&draft, address)
        applyVault(&draft, ImageOrigin(server: nil, region: ""), address, at: template.block.keyPlace)
    }

    private func checkDisk(_ from: Fields, _ draft: ImageDraft, _ address: Address) {
        guard !draft.isKindWrong else { return }
        let isData = draft.base.attributes[.kind].string == "data"
        guard isData != from.given.contains("disk"), !from.given.contains("backup") else { return }
        session.report(
            isData ? .dataImageWithoutDisk : .misfitImageAttribute,
            [
                "image": "\(address)", "field": "from.disk", "needed": "data",
                "kind": "\(draft.base.attributes[.kind].string ?? "whole")",
            ], address: address, at: from.place("disk") ?? from.place)
    }

    /// One image for each declared server with the right labels. They are counted here and read later.
    private func fanOut(
        _ selector: Fields, _ draft: ImageDraft, _ template: BlockTemplate, _ instance: Instance,
        _ address: Address
    ) {
        guard let selectorPlace = draft.from?.place else { return }
        if let key = instance.key {
            return session.report(
                .loopAndSelection,
                [
                    "object": "\(address)", "instance": RuleArgument(Self.text(key)),
                    "alternative": RuleArgument(", or name one server", zh: "，或只指定一台云服务器"),
                ], address: address, at: selectorPlace)
        }
        fannedOut.insert(address.name)
        let wanted = textLists(selector.entries(of: "labels"))
        let except = selector["except"]?.fields.map(liveSelector)
        var matches = labelled(wanted)
        if let except {
            matches.removeAll {
                except.fits(
                    name: servers[$0].attributes[.name].string ?? "",
                    tags: servers[$0].attributes[.tags].stringMap ?? [:])
            }
        }
        guard checkCount(matches.count, selector, address, wanted),
            session.takeImages(matches.count, at: selectorPlace)
        else { return }
        let path = session.path
        fanOuts.append { [self] in
            session.path = path
            let before = session.errorCount
            readImages(of: matches, selectorPlace, draft, template, instance, address)
            if session.errorCount > before { breaks(.image, template.block) }
            session.path = []
        }
    }

    /// Positions of the servers that have one of the values of each label.
    private func labelled(_ wanted: [String: [String]]) -> [Int] {
        let parts = wanted.map { key, values in values.flatMap { labelled[[key, $0]] ?? [] } }
        let least = parts.min { $0.count < $1.count } ?? Array(servers.indices)
        return Set(least).sorted().filter { position in
            guard let known = labels[servers[position].address] else { return false }
            return wanted.allSatisfy { key, values in known[key].map(values.contains) == true }
        }
    }

    private func readImages(
        of matches: [Int], _ selectorPlace: Place, _ draft: ImageDraft, _ template: BlockTemplate,
        _ instance: Instance, _ address: Address
    ) {
        var keys: [String: Address] = [:]
        let before = session.errorCount
        // After one with errors the others are left out: theirs would be the same.
        for server in matches.map({ servers[$0] }) where session.errorCount == before {
            var own = draft
            own.base.set(.source, .reference(server.address), session.range(selectorPlace))
            var imageAddress = address
            let key =
                server.address.instance.map { "\(server.address.name)-\(Self.text($0))" }
                ?? server.address.name
            if let first = keys.updateValue(server.address, forKey: key) {
                session.report(
                    .twinImages,
                    [
                        "object": "\(address)", "first": "\(first)", "second": "\(server.address)",
                        "key": RuleArgument(key),
                    ], address: address, at: selectorPlace)
                continue
            }
            imageAddress.instance = .key(key)
            var scoped = instance
            scoped.key = imageAddress.instance
            finishImage(
                own, ImageOrigin(server: server.address, region: server.region), template, scoped,
                imageAddress)
        }
    }

    private func checkCount(
        _ count: Int, _ selector: Fields, _ address: Address, _ wanted: [String: [String]]
    ) -> Bool {
        let expect = selector["expect"]?.fields
        let (least, most) = (expect?["min"]?.number ?? 1, expect?["max"]?.number ?? Int.max)
        guard count < least || count > most || count == 0 else { return true }
        if session.isIncomplete || !broken.isEmpty { return false }
        session.report(
            count == 0 ? .noMatch : .wrongCount,
            [
                "object": "\(address)", "count": "\(count)", "all": "\(servers.count)", "min": "\(least)",
                "max": "\(most)", "labels": Self.shownLabels(labels.values),
            ], address: address, at: selector.place)
        return false
    }

    private static func shownLabels(_ all: some Sequence<[String: String]>) -> RuleArgument {
        var pairs: Set<String> = []
        for labels in all { for (key, value) in labels { pairs.insert("\(key): \(value)") } }
        return pairs.isEmpty ? .nothing : .series(pairs.sorted().prefix(5).map { "`\(Shown.text($0))`" })
    }

    func finishImage(
        _ draft: ImageDraft, _ origin: ImageOrigin, _ template: BlockTemplate, _ instance: Instance,
        _ address: Address
    ) {
        var draft = draft
        let place = template.block.keyPlace
        draft.base.fill(.region, .string(origin.region))
        fillImage(&draft, address)
        applyVault(&draft, origin, address, at: place)
        session.finishTags(
            &draft.base, defaults: defaults.resolved(for: origin.region).tags, of: .image, address: address
        )
        let name = sourced(
            draft.nameTemplate
                ?? ManifestSession.defaultName(scope.project, address.name, instance.key), origin)
        checkImageName(name, draft, address, at: place)
        acknowledge(draft.acknowledgements, address, name: name)
        let image = resource(draft, name, address, origin.region, at: place)
        images.append(image)
        copies += readCopies(template, instance, of: image)
    }

    /// Defaults that do not depend on the source.
    func fillImage(_ draft: inout ImageDraft, _ address: Address) {
        draft.base.fillStandards(of: .image)
        draft.base.fill(.enterpriseProject, enterpriseProject)
        checkMemory(draft.base, address)
    }

    func checkImageName(_ name: String, _ draft: ImageDraft, _ address: Address, at place: Place) {
        session.checkName(
            name, .imageName, address: address, at: session.range(draft.namePlace ?? place))
    }

    func resource(
        _ draft: ImageDraft, _ name: String, _ address: Address, _ region: Region, at place: Place
    ) -> DesiredResource {
        let accepted = defaults.accepted
        var details = ImageDetails(
            nameTemplate: name, commitment: draft.agreements?.text("commitment") ?? accepted.commitment,
            disclaimer: draft.agreements?.text("disclaimer") ?? accepted.disclaimer,
            optimised: draft.agreements?["optimised"]?.flag ?? accepted.optimised)
        if draft.options != ImageOptions() { details.options = Boxed(draft.options) }
        return DesiredResource(
            address: address, region: region, attributes: draft.base.attributes, protect: draft.base.protect,
            details: .image(details), origin: session.range(place), attributeOrigins: draft.base.origins)
    }

    /// A text with what is known of a declared source filled in.
    private func sourced(_ text: String, _ origin: ImageOrigin) -> String {
        guard text.contains("${source."), let server = origin.server, let index = serverIndex[server] else {
            return text
        }
        let attributes = servers[index].attributes
        guard case .success(let parts) = session.parts(of: text) else { return text }
        return parts.map { part in
            switch part {
            case .text(let literal): return literal
            case .name(let name):
                let known: String? =
                    switch name.words {
                    case ["source", "name"]: attributes[.name].string
                    case ["source", "zone"]: attributes[.zone].string
                    case let words where words.count == 3 && words[0] == "source" && words[1] == "tags":
                        attributes[.tags].stringMap?[words[2]]
                    default: nil
                    }
                return known ?? "${\(name.text)}"
            }
        }.joined()
    }

    /// Source: IMS API reference, minimum and maximum memory.
    private func checkMemory(_ draft: Draft, _ address: Address) {
        guard let least = draft.attributes[.minimumMemory].int,
            let most = draft.attributes[.maximumMemory].int,
            most > 0, most < least
        else { return }
        session.diagnostics.append(
            Diagnostic(
                .memoryBoundsCrossed, ["image": "\(address)", "min": "\(least)", "max": "\(most)"],
                address: address, subject: draft.origins[.maximumMemory],
                remark: RuleArgument("below the minimum", zh: "小于最小值")))
    }
}
