import Foundation
import Testing

/// A saved plan that somebody approved, at the command line.
@Suite struct SavedPlanScenario {
    private static let vault = """
        project: shop
        defaults: {region: cn-north-4}
        vaults: {main: {size: 100 GiB}}
        """

    @Test("--expect-digest: too short is refused, another beginning too, the right one is carried out")
    func expectDigest() throws {
        try Binary.inFolder(Self.vault) { ximage in
            #expect(try ximage("plan", "--out", "shop.plan").status == 0)
            let file = try Data(contentsOf: ximage.folder.appendingPathComponent("shop.plan"))
            let document = try #require(try JSONSerialization.jsonObject(with: file) as? [String: Any])
            let digest = try #require(document["digest"] as? String)
            let short = try ximage("apply", "shop.plan", "--expect-digest", String(digest.prefix(25)))
            #expect(short.status == 1 && short.messages.contains("at least 26 characters"), "\(short)")
            let other = String(digest.prefix(25)) + (digest.dropFirst(25).hasPrefix("a") ? "b" : "a")
            let wrong = try ximage("apply", "shop.plan", "--expect-digest", other)
            #expect(wrong.status == 4 && wrong.messages.contains(other), "\(wrong)")
            let right = try ximage("apply", "shop.plan", "--expect-digest", String(digest.prefix(26)))
            #expect(right.status == 0, "\(right)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }
}
