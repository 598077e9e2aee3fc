import XimageCore
package import XimagePlanning

extension ListText {
    package func render(_ orphans: [Orphan]) -> String {
        guard !orphans.isEmpty else {
            return "Nothing is left over: state or the manifests know all of it.\n"
        }
        var table = Table([
            .init("KIND"), .init("NAME", expendable: 1), .init("ID"), .init("REGION", expendable: 2),
            .init("SIZE", alignsRight: true), .init("WHY"),
        ])
        for orphan in orphans {
            table.rows.append([
                orphan.kind, orphan.name, orphan.id, orphan.region,
                orphan.sizeGiB.map { "\(Count.grouped($0)) GiB" } ?? "-", orphan.why,
            ])
        }
        return table.render(style: style, width: tableWidth)
            + style.paint("\nTo remove some of them:\n  ximage clean ID ...\n", .faint)
    }
}

/// The same for machines.
package enum OrphanJSON {
    package static func render(_ orphans: [Orphan]) -> String {
        JSONWriter.document { json in
            json.field("format", "ximage-orphans")
            json.field("version", 1)
            json.field("orphans", array: orphans) { json, orphan in
                json.element { object in
                    object.field("kind", orphan.kind)
                    object.field("id", orphan.id)
                    object.field("name", orphan.name)
                    object.field("region", orphan.region)
                    object.field("sizeGiB", orphan.sizeGiB)
                    object.field("why", orphan.why)
                    object.field("isMarked", orphan.isMarked)
                }
            }
        }
    }
}

extension Orphan {
    fileprivate var kind: String {
        switch thing {
        case .object(let object): object.kind.rawValue
        case .backup: "backup"
        }
    }

    fileprivate var name: String {
        switch thing {
        case .object(let object): object.name
        case .backup(let backup): backup.name
        }
    }

    fileprivate var region: Region {
        switch thing {
        case .object(let object): object.region
        case .backup(let backup): backup.region
        }
    }

    fileprivate var sizeGiB: Int? {
        switch thing {
        case .backup(let backup): return backup.sizeGiB
        case .object(let object):
            if case .image(let facts) = object.facts {
                return facts.capturedGiB
            }
            return object.attributes[.size].int ?? object.attributes[.systemDiskSize].int
        }
    }
}
