import Foundation
import Testing
import XimageTestSupport

/// Disks whose performance is chosen, through the built program.
@Suite struct DiskPerformanceScenario {
    private static let fast = MainJobScenario.manifest.with(
        "data: {type: SSD, size: 100 GiB}",
        "data: {type: GPSSD2, size: 100 GiB, iops: 6000, throughput: 250}")

    @Test("Bounds are checked offline, at their place; sound figures are applied and shown")
    func bounds() throws {
        try Binary.inFolder(Self.fast.with("iops: 6000", "iops: 60000")) { ximage in
            for command in ["validate", "plan"] {
                let outcome = try ximage(command)
                #expect(outcome.all.contains("error[DK026]"), "\(outcome)")
                #expect(outcome.all.contains("it has to be 3000-50000"), "\(outcome)")
                #expect(outcome.all.contains("ximage.yaml:17:49"), "\(outcome)")
            }
            try ximage.write(Self.fast)
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            #expect(try ximage("show", "disk.web.data").output.contains("6000"))
            try ximage.write(Self.fast.with("throughput: 250", "throughput: 500"))
            let plan = try ximage("plan")
            #expect(plan.output.contains("250 MiB/s -> 500 MiB/s"), "\(plan)")
            #expect(try ximage("apply", "--yes").status == 0)
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
            let expanded = try ximage("validate", "--expand")
            #expect(expanded.output.contains("throughput: 500"), "\(expanded)")
        }
    }

    @Test("An import writes the figures that a disk has, and there is nothing to change then")
    func adopted() throws {
        let world = """
            regions:
              cn-north-4:
                servers:
                  - name: fast
                    zone: cn-north-4a
                    flavor: s6.large.2
                    dataDisks: [{type: GPSSD2, size: 100, iops: 6000, throughput: 250}]
            """
        let head = MainJobScenario.manifest.components(separatedBy: "vaults:")[0]
        try Binary.inFolder(head) { ximage in
            try world.write(
                to: ximage.folder.appendingPathComponent("world"), atomically: true, encoding: .utf8)
            #expect(try ximage("sandbox", "seed", "world").status == 0)
            let imported = try ximage(
                "import", "--matching", "name=fast", "--matching", "region=cn-north-4", "--generate",
                "adopted.yaml")
            #expect(imported.status == 0, "\(imported)")
            let text = try String(
                contentsOf: ximage.folder.appendingPathComponent("adopted.yaml"), encoding: .utf8)
            #expect(text.contains("iops: 6000") && text.contains("throughput: 250"), "\(text)")
            #expect(try ximage("apply", "--yes").status == 0)
            let plan = try ximage("plan", "--detailed-exitcode")
            #expect(plan.status == 0, "\(plan)")
        }
    }
}
