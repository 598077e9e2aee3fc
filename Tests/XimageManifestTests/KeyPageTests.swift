import Testing
import XimageCore
import XimageManifest

/// Keys of the manifest language, as `ximage explain` finds them.
@Suite struct KeyPageTests {
    @Test("Every key of the tables has a page, and a summary")
    func all() throws {
        #expect(KeyPages.paths.count > 200)
        for path in KeyPages.paths {
            let page = try #require(KeyPages.page(path))
            #expect(page.path == path && page.summary.english.hasSuffix("."), "\(path)")
            #expect(page.summary.chinese.hasSuffix("。"), "\(path)")
        }
    }

    @Test("Every attribute that a plain key gives is found at a key, with its effect in both languages")
    func attributes() {
        let pages = KeyPages.paths.compactMap(KeyPages.page)
        for kind in ResourceKind.allCases {
            for attribute in ResourceSchema.of(kind).plain {
                let found = pages.contains {
                    $0.kind == kind && $0.attribute == attribute.name && $0.effect?.chinese != nil
                        && $0.drift?.chinese != nil
                }
                #expect(found, "\(kind) \(attribute.name)")
            }
        }
    }

    @Test(
        "Keys that people chose may stand between",
        arguments: [
            ("servers.web.dataDisks.data.size", "servers.dataDisks.size"),
            ("servers.web.flavor", "servers.flavor"),
            ("images.golden.copies.south.vault", "images.copies.vault"),
            ("defaults.regions.cn-north-4.zone", "defaults.regions.zone"),
        ])
    func ownKeys(_ given: String, _ expected: String) {
        #expect(KeyPages.page(given)?.path == expected)
    }

    @Test(
        "A slip is no own key, and the nearest key is found",
        arguments: [
            ("servers.datadisk.size", "servers.dataDisks.size"), ("servers.flavr", "servers.flavor"),
            ("servers.dataDisk.tags", "servers.dataDisks.tags"), ("server.flavor", "servers.flavor"),
            ("servers.web.datadisks.size", "servers.dataDisks.size"),
            ("images.retension", "images.retention"),
        ])
    func slips(_ given: String, _ expected: String) {
        #expect(KeyPages.page(given) == nil)
        #expect(KeyPages.nearest(to: given) == expected)
    }

    @Test("Facts come from the tables: limits with units, defaults, effects of the block around a key")
    func facts() throws {
        let size = try #require(KeyPages.page("servers.dataDisks.size"))
        #expect(size.limits?.english == "10 GiB to 32 TiB" && size.rules == ["DK021"])
        #expect(size.effect?.english == "larger: changed in place; smaller: refused")
        #expect(KeyPages.page("servers.dataDisks.throughput")?.limits?.english == "125 to 1000 MiB/s")
        #expect(KeyPages.page("servers.power")?.standard == "as-is")
        let image = try #require(KeyPages.page("servers.image.name"))
        #expect(image.attribute == .image && image.effect?.english == "replaced" && image.standard == nil)
        let copy = try #require(KeyPages.page("images.copies.vault"))
        #expect(copy.kind == .copy && copy.attribute == .targetVault)
        #expect(
            KeyPages.page("images.retention")?.keys.map(\.key) == [
                "keep", "keepFor", "keepBackups", "deleteBackups",
            ])
        #expect(KeyPages.page("images.share")?.type == nil)
        #expect(KeyPages.page("")?.keys.first?.key == "version")
        #expect(KeyPages.page("servers.") == nil && KeyPages.page(".") == nil)
    }
}
