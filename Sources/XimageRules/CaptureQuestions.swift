import XimageCore
import XimagePlanning

extension RuleContext {
    /// The flavor of the source server, as it will be when the image is made.
    func sourceFlavorName(_ capture: Capture) -> String? {
        server(capture)?.desired.attributes[.flavor].string ?? liveServer(capture)?.attributes[.flavor].string
    }

    func sourceFlavor(_ capture: Capture) -> (name: String, flavor: Flavor)? {
        guard let name = sourceFlavorName(capture),
            let flavor = catalogues[image(capture).desired.region]?.flavors[name]
        else { return nil }
        return (name, flavor)
    }

    /// How the server is stopped for the image; `nil` when it is not.
    func quiesce(_ capture: Capture) -> Quiesce? {
        guard case .image(let details) = image(capture).desired.details else { return nil }
        return details.options?.content.quiesce
    }

    /// Whether the source runs when its image is made; `nil` when nothing tells.
    func runs(_ capture: Capture) -> Bool? {
        switch server(capture)?.desired.attributes[.power].string {
        case "running": return true
        case "stopped": return false
        default: break
        }
        if let server = server(capture), server.isNew { return true }
        guard let live = liveServer(capture) else { return nil }
        switch live.attributes[.power].string ?? live.status {
        case "running", "ACTIVE": return true
        case "stopped", "SHUTOFF": return false
        default: return nil
        }
    }

    /// Images that this plan registers on backups that are there already.
    func imagesFromBackups() -> [(image: Subject, backup: RemoteID)] {
        captures.compactMap { capture in
            let image = image(capture)
            guard capture.isMade, let id = image.desired.attributes[.sourceBackup].string, !id.isEmpty else {
                return nil
            }
            return (image, id)
        }
    }

    /// Whether the declared retention of a series lets backups go.
    func releasesBackups(_ series: Address) -> Bool {
        guard let image = subject(series), case .image(let details) = image.desired.details else {
            return false
        }
        return details.options?.content.retention?.deleteBackups ?? false
    }
}

extension ResourceKind {
    /// Images and copies of them.
    var isImage: Bool { self == .image || self == .copy }
}
