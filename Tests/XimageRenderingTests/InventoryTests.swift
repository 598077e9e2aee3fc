import Foundation
import Testing
import XimageCore
import XimageRendering
import XimageTestSupport

@Suite struct InventoryTests {
    static let inventory = Inventory(
        live: [
            LiveResource(
                kind: .vault, region: "cn-north-4", id: "a3f0c9d2-0001", name: "shop-main",
                attributes: [.size: 500, .autoExpand: true], status: "available",
                facts: .vault(
                    VaultFacts(allocatedGiB: 140, usedMiB: 41_000, members: ["s1"], objectType: "server"))),
            LiveResource(
                kind: .server, region: "cn-north-4", id: "6b1fc9d2-0001", name: "shop-web",
                attributes: [.flavor: "s6.large.2", .zone: "cn-north-4a"], status: "ACTIVE",
                facts: .server(
                    ServerFacts(disks: [
                        .init(id: "d1", device: "/dev/vda", isSystem: true, deletedWithServer: true),
                        .init(id: "d2", device: "/dev/vdb", isSystem: false, deletedWithServer: false),
                    ]))),
            LiveResource(
                kind: .server, region: "cn-north-4", id: "6b1fc9d2-0002", name: "账单\u{1B}[31m",
                attributes: [.flavor: "s6.large.2", .zone: "cn-north-4b"], status: "SHUTOFF",
                facts: .server(ServerFacts(disks: []))),
            LiveResource(
                kind: .disk, region: "cn-north-4", id: "d1", name: "system", attributes: [.size: 40]),
            LiveResource(
                kind: .disk, region: "cn-north-4", id: "d2", name: "data", attributes: [.size: 1200]),
            LiveResource(
                kind: .image, region: "cn-north-4", id: "77c1d0e4-0001", name: "golden-1",
                attributes: [.kind: "whole", .createdAt: "2026-01-12T08:09:10Z"], status: "active",
                facts: .image(
                    ImageFacts(
                        scope: .region, vault: "a3f0c9d2-0001", sourceServer: "6b1fc9d2-0001",
                        capturedGiB: 1240))),
            LiveResource(
                kind: .image, region: "cn-north-4", id: "77c1d0e4-0002", name: "golden-2",
                attributes: [.kind: "whole", .createdAt: "2026-01-15T08:00:00Z"], status: "active",
                facts: .image(ImageFacts(scope: .zone("cn-north-4a"), sourceServer: "gone"))),
        ],
        addresses: ["6b1fc9d2-0001": .of("server.web"), "77c1d0e4-0001": .of("image.golden@1")],
        verdicts: [
            "6b1fc9d2-0001": .yes,
            "6b1fc9d2-0002": .no([
                .init(rule: "WI009", text: Bilingual("a data disk is shared", zh: "有共享数据盘")),
                .init(rule: "WI011", text: Bilingual("no vault has room", zh: "没有可用的存储库")),
            ]),
        ])

    @Test("Lists each kind in aligned columns", arguments: [ResourceKind.server, .image, .vault])
    func lists(kind: ResourceKind) throws {
        let wide = ListText(style: .init(), now: .test, tableWidth: nil)
        let narrow = ListText(style: .init(), now: .test, tableWidth: 80)
        expectGolden(
            try wide.render(kind, Self.inventory) + "\n" + narrow.render(kind, Self.inventory),
            "list-\(kind.plural).txt")
        expectGolden(ListJSON.render(kind, Self.inventory), "list-\(kind.plural).json")
    }

    @Test("Says so when there is nothing")
    func saysNothing() throws {
        let text = ListText(style: .init(), now: .test, tableWidth: nil)
        #expect(
            try text.render(.server, Inventory(live: [])) == "No servers in the regions of this project.\n")
    }

    static let state = PriorState(
        lineage: "5e0c", serial: 12,
        records: [
            ResourceRecord(
                address: .of("server.web"), region: "cn-north-4", id: "6b1fc9d2-0001",
                attributes: [.name: "shop-web", .image: "img-1", .flavor: "s6.large.2", .systemDiskSize: 40],
                declared: [.image: "Ubuntu 22.04 server 64bit"],
                createdAt: Timestamp(milliseconds: Timestamp.test.milliseconds - 7_200_000),
                dependencies: [.of("vault.main")], protect: true),
            ResourceRecord(
                address: .of("disk.web.data"), region: "cn-north-4", id: "d2", standing: .incomplete,
                attributes: [.name: "shop-web-data", .size: 100], onRemove: .keep),
            ResourceRecord(
                address: .of("image.golden").generation(3), region: "cn-north-4", id: "i3",
                attributes: [
                    .name: "shop-golden-g3", .kind: "whole", .source: "6b1fc9d2-0001", .backup: "b3",
                    .scope: "cn-north-4a",
                    .disks: .list(
                        [
                            CapturedDisk(id: "d1", sizeGiB: 40, isSystem: true),
                            CapturedDisk(id: "d2", sizeGiB: 2048, isSystem: false, key: "data"),
                        ].map(\.value)),
                ], operation: OperationID("abcdefghij2345672345"), digest: "k3tq5mz7aa"),
        ])

    @Test("Shows what state knows")
    func showsState() {
        let text = StateText(style: .init(), now: .test, tableWidth: nil)
        expectGolden(
            text.list(Self.state, project: "shop") + "\n" + text.details(Self.state.records, of: Self.state)
                + "\n" + text.list(PriorState(), project: "shop"), "state.txt")
        expectGolden(
            StateJSON.render(Self.state, records: Self.state.records, project: "shop"), "state.json")
    }
}
