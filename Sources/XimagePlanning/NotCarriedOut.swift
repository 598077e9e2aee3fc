import XimageCore

/// What the language knows and no plan carries out yet. Silence would let people believe that it happens.
struct NotCarriedOut {
    private(set) var findings: [Diagnostic] = []

    init(_ desired: DesiredState) {
        for resource in desired.resources { look(at: resource) }
    }

    private mutating func look(at resource: DesiredResource) {
        let (address, origin) = (resource.address, resource.origin)
        switch resource.details {
        case .server(let details):
            if let options = details.options?.content { look(at: options, address, origin) }
        case .image(let details):
            if let options = details.options?.content { look(at: options, address, origin) }
        case .none, .disk, .copy: break
        }
    }

    private mutating func look(at options: ServerOptions, _ address: Address, _ origin: SourceRange?) {
        if options.timeouts != nil { add("`timeouts`", address, origin) }
    }

    private mutating func look(at options: ImageOptions, _ address: Address, _ origin: SourceRange?) {
        if options.timeouts != nil { add("`timeouts`", address, origin) }
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
