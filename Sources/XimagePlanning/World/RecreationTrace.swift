import XimageCore

/// What a lost state knew of a server's `recreateOn`. No service keeps it, but the digest in the mark is taken of it, too.
enum RecreationTrace {
    /// Recorded of a server that was created with other values than are declared.
    static let other: Value = "other values"
    /// Recorded of a server where the mark does not show which values it was created with.
    static let unknown: Value = "unknown"

    /// - Returns: the declared values where the server was created with them, nothing where it was created without any,
    ///   otherwise one of the two above.
    static func recorded(_ server: LiveResource, declared: [String]) -> Value {
        guard !declared.isEmpty, let digest = server.operation?.digest else { return .null }
        var creations: [Attributes] = [[:]]
        var isHidden = false
        for attribute in ResourceSchema.of(.server).attributes where attribute.name != .recreateOn {
            switch attribute.effect {
            case .requiresReplace, .newGeneration, .upgrades: break
            case .inPlace, .grows, .atCreation, .setting, .computed: continue
            }
            let values = values(attribute.name, of: server)
            if values.allSatisfy(\.isEmpty), !canBeNone.contains(attribute.name) { isHidden = true }
            creations = creations.flatMap { creation in
                values.map { value in
                    var creation = creation
                    creation[attribute.name] = value
                    return creation
                }
            }
        }
        for value in [.strings(declared), Value.null] {
            for creation in creations {
                var creation = creation
                creation[.recreateOn] = value
                switch ResourceRequest.agrees(digest, with: creation, kind: .server) {
                case true?: return value
                case false?: continue
                case nil: return unknown
                }
            }
        }
        // Earlier versions took digests of other attributes: without agreement they say nothing.
        return isHidden || digest.first != "0" ? unknown : other
    }

    /// What a server that exists can have been created with.
    private static func values(_ name: AttributeName, of server: LiveResource) -> [Value] {
        let present = server.attributes[name]
        return switch name {
        case .region: [.string(server.region)]
        case .systemDiskType:
            [present] + DiskTypeLadder.types(below: present.string ?? "").map { .string($0) }
        // Shown also where the service chose it.
        case _ where canBeUndeclared.contains(name) && !present.isEmpty: [present, .null]
        default: [present]
        }
    }

    private static let canBeUndeclared: Set<AttributeName> = [.vpc, .subnet, .ip, .keyPair]
    /// Every answer about a server contains the others, unless they are not shown to the key.
    private static let canBeNone: Set<AttributeName> = [.keyPair]
}
