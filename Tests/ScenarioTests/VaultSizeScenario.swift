import Foundation
import Testing
import XimageTestSupport

/// A vault that gets smaller while a disk bound to it grows.
@Suite struct VaultSizeScenario {
    private static let manifest = MainJobScenario.manifest.with(
        "main: {size: 500 GiB}", "main: {size: 500 GiB, autoExpand: false}")

    @Test("What does not fit afterwards is refused, and what fits is done")
    func shrinks() throws {
        try Binary.inFolder(Self.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            // 40 + 200 + 50 GiB are bound to it then.
            let grown = Self.manifest.with("size: 100 GiB", "size: 200 GiB")
            try ximage.write(grown.with("size: 500 GiB", "size: 200 GiB"))
            let refused = try ximage("plan")
            #expect(refused.status == 3, "\(refused)")
            #expect(refused.all.contains("290 GiB of disks are bound to it after this plan"), "\(refused)")
            #expect(try ximage("apply", "--yes").status == 3)
            try ximage.write(grown.with("size: 500 GiB", "size: 290 GiB"))
            let done = try ximage("apply", "--yes")
            #expect(done.status == 0, "\(done)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }
}
