import XimageCore
package import XimagePlanning

extension ListText {
    package func render(_ orphans: [Orphan]) throws(TableView.UnknownColumn) -> String {
        guard !orphans.isEmpty else {
            return language(
                "Nothing is left over: state or the manifests know all of it.",
                zh: "没有遗留对象：状态或清单涵盖了全部对象。") + "\n"
        }
        var table = Table([
            .init(Heading.kind), .init(Heading.name, expendable: 1), .init(Heading.id),
            .init(Heading.region, expendable: 2),
            .init(Heading.size, alignsRight: true), .init(Heading.why),
        ])
        for orphan in orphans {
            table.rows.append([
                orphan.kind(language), orphan.name, orphan.id, orphan.region,
                orphan.sizeGiB.map { "\(Count.grouped($0)) GiB" } ?? "-", orphan.why,
            ])
        }
        let text = try table.render(view, style: style, width: tableWidth)
        guard view.form != .names else { return text }
        let advice = language("To remove some of them:", zh: "要删除其中一些：") + "\n  ximage clean ID ...\n"
        return text + style.paint("\n" + advice, .faint)
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
                    object.field("kind", orphan.kind(.english))
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
    fileprivate func kind(_ language: Language) -> String {
        switch thing {
        case .object(let object): language(object.kind.rawValue, zh: object.kind.name(.chinese))
        case .backup: language("backup", zh: "备份")
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
