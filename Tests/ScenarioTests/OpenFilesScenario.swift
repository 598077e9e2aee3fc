import Foundation
import Testing
import XimageTestSupport

/// A process that may open few files says so, or manages with them.
@Suite struct OpenFilesScenario {
    @Test(
        "With few open files a command works or names what is missing; it never dies",
        arguments: [8, 12, 16, 20, 24, 32, 48])
    func few(limit: Int) throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            #expect(try ximage("apply", "--yes").status == 0)
            var few = ximage
            few.prefix = ["/bin/sh", "-c", "ulimit -n \(limit); exec \"$@\"", "sh"]
            for words in [["validate"], ["state", "list"], ["plan"], ["drift"], ["apply", "--yes"]] {
                let outcome = try few.start(words).outcome()
                #expect([0, 1].contains(outcome.status), "\(limit) \(words): \(outcome)")
                if outcome.status == 1 {
                    #expect(outcome.messages.contains("open files"), "\(limit) \(words): \(outcome)")
                }
            }
            // Nothing is lost.
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }

    @Test("A larger set is applied with 64 open files")
    func enough() throws {
        let set = MainJobScenario.manifest.with("  web:\n", "  web:\n    count: 12\n").with(
            "{server: web}", "{server: 'web[0]'}")
        try Binary.inFolder(set) { ximage in
            var few = ximage
            few.prefix = ["/bin/sh", "-c", "ulimit -n 64; exec \"$@\"", "sh"]
            let applied = try few("apply", "--yes")
            #expect(applied.status == 0, "\(applied)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }
}
