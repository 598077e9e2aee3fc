import XimageCore

/// What the language knows and no plan carries out yet. Silence would let people believe that it happens.
struct NotCarriedOut {
    private(set) var findings: [Diagnostic] = []

    init(_ desired: DesiredState) {
        for resource in desired.resources { look(at: resource) }
        for selection in desired.selections {
            add("Images of every server that a selector matches", selection.image.address, selection.origin)
        }
        for move in desired.moves { add("`moved` entries", move.to, move.origin) }
    }

    private mutating func look(at resource: DesiredResource) {
        let (address, origin) = (resource.address, resource.origin)
        if address.kind == .copy { add("Copies to other regions", address, origin) }
        switch resource.details {
        case .server(let details):
            if resource.attributes[.image].reference != nil {
                add("Servers from images of the set", address, resource.place(of: .image))
            }
            if let options = details.options?.content { look(at: options, address, origin) }
        case .disk(let details):
            if details.source != .automatic { add("`from` of a data disk", address, origin) }
        case .image(let details):
            let source = resource.attributes[.source]
            if resource.attributes[.kind] != "whole" {
                add("System and data images", address, resource.place(of: .kind))
            }
            if !source.isEmpty, source.reference == nil {
                add("Images of servers that are not declared", address, resource.place(of: .source))
            }
            if !resource.attributes[.sourceBackup].isEmpty {
                add("Images from existing backups", address, resource.place(of: .sourceBackup))
            }
            if let options = details.options?.content { look(at: options, address, origin) }
        case .none, .copy: break
        }
    }

    private mutating func look(at options: ServerOptions, _ address: Address, _ origin: SourceRange?) {
        if options.settled != nil { add("`settled`", address, origin) }
        if !options.recreateOn.isEmpty { add("`recreateOn`", address, origin) }
        if options.onNewImage == .replace { add("`onNewImage: replace`", address, origin) }
        if options.onReplace == .recreate { add("`onReplace: recreate`", address, origin) }
        if options.rollout != nil { add("`rollout`", address, origin) }
        if options.timeouts != nil { add("`timeouts`", address, origin) }
    }

    private mutating func look(at options: ImageOptions, _ address: Address, _ origin: SourceRange?) {
        if options.quiesce != nil { add("`quiesce`", address, origin) }
        if options.retention != nil { add("`retention`", address, origin) }
        if options.schedule != nil { add("`schedule`", address, origin) }
        if options.ready == .zone { add("`ready: zone`", address, origin) }
        if options.timeouts != nil { add("`timeouts`", address, origin) }
        if case .bound = options.vaultChoice { add("`vault: {bound: true}`", address, origin) }
    }

    private mutating func add(_ what: String, _ address: Address, _ place: SourceRange?) {
        findings.append(
            Diagnostic(
                code: "not-supported-yet", summary: "Understood, but not carried out yet",
                detail:
                    "\(what): \(address) asks for it. `validate` reads it; no plan of this version does it, and one "
                    + "that left it out in silence would not be what you declared.",
                fix: "Take it out of the manifest for now.", address: address, subject: place))
    }
}
