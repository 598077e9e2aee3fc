import Testing
import XimageCore
import XimageManifest

@Suite struct VaultPoolTests {
    /// Vault of each server for a number of servers and vaults.
    private func bindings(servers: Int, vaults: Int) -> [Address: Address] {
        let text = """
            project: p
            defaults: {region: r, zone: z, network: {vpc: v, subnet: s}}
            vaults: {pool: {count: \(vaults), size: 9}}
            servers: {w: {count: \(servers), flavor: f, image: {name: U}, systemDisk: {type: SSD, size: 40}, labels: {a: b}}}
            images: {i: {from: {servers: {labels: {a: b}}}, vault: pool}, j: {from: {servers: {labels: {a: b}}}, vault: pool}}

            """
        let images =
            ManifestLoader().load(texts: ["a.yaml": text]).desired?.resources.filter {
                $0.address.kind == .image
            } ?? []
        var result: [Address: Address] = [:]
        for image in images {
            guard let server = image.attributes[.source].reference,
                let vault = image.attributes[.vault].reference
            else {
                continue
            }
            if let known = result[server] { #expect(known == vault) }
            result[server] = vault
        }
        return result
    }

    @Test("Servers spread over all vaults, all images of one into the same, 256 into each at most")
    func spread() {
        let bindings = bindings(servers: 1000, vaults: 4)
        var counts: [Address: Int] = [:]
        for vault in bindings.values { counts[vault, default: 0] += 1 }
        #expect(bindings.count == 1000 && counts.count == 4)
        #expect(counts.values.allSatisfy { (200...256).contains($0) }, "\(counts)")
    }

    @Test("Another vault or server moves few")
    func isStable() {
        let before = bindings(servers: 300, vaults: 4)
        let moreVaults = bindings(servers: 300, vaults: 5)
        #expect(before.count { moreVaults[$0.key] != $0.value } < 120)
        let moreServers = bindings(servers: 301, vaults: 4)
        #expect(before.allSatisfy { moreServers[$0.key] == $0.value })
    }

    @Test("More servers than fit are an error, said once")
    func full() {
        let text = """
            project: p
            defaults: {region: r, zone: z, network: {vpc: v, subnet: s}}
            vaults: {pool: {count: 2, size: 9}}
            servers: {w: {count: 600, flavor: f, image: {name: U}, systemDisk: {type: SSD, size: 40}, labels: {a: b}}}
            images: {i: {from: {servers: {labels: {a: b}}}, vault: pool}}

            """
        #expect(ManifestLoader().load(texts: ["a.yaml": text]).diagnostics.map(\.code) == ["VA009"])
    }
}
