import XimageCore

extension DesiredResource {
    var serverOptions: ServerOptions? {
        guard case .server(let details) = details else { return nil }
        return details.options?.content
    }

    var imageOptions: ImageOptions? {
        guard case .image(let details) = details else { return nil }
        return details.options?.content
    }

    var diskDetails: DiskDetails? {
        guard case .disk(let details) = details else { return nil }
        return details
    }

    /// Data disks of a server in attach order; empty for all other kinds.
    var declaredDisks: [Address] {
        guard case .server(let details) = details else { return [] }
        return details.disks
    }
}
