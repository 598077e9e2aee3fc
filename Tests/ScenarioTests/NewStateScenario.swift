import Foundation
import Testing
import XimageTestSupport

/// A state file that is new may be the second one: lists that lag do not let it create everything again.
@Suite struct NewStateScenario {
    private func afterLoss(_ body: (Binary) throws -> Void) throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            // What lists hide is hidden as long as one process runs the sandbox.
            let server = try ximage.start([
                "sandbox", "serve", "--time-scale", "0", "--data", ".ximage/sandbox.db",
            ])
            defer {
                server.send(SIGINT)
                server.wait()
            }
            #expect(server.firstLine() != nil)
            try ximage.setFaults("listLag: 5")
            let first = try ximage("apply", "--yes", "--new-project")
            #expect(first.status == 0 && !first.all.contains("This state is new"), "\(first)")
            let folder = ximage.folder.appendingPathComponent(".ximage")
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
            where name.hasPrefix("state.db") {
                try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
            }
            try body(ximage)
            try ximage.setFaults("listLag: 0")
            for kind in ["servers", "images", "vaults"] {
                let list = try ximage("list", kind).output.split(separator: "\n")
                #expect(list.count == 2, "a header and one object: \(list)")
            }
        }
    }

    @Test("State lost within the list lag: the next run waits, reads again, and offers to take over")
    func nothingTwice() throws {
        try afterLoss { ximage in
            let second = try ximage("apply", "--yes")
            #expect(second.status == 3 && second.all.contains("--take-over"), "\(second)")
        }
    }

    @Test("A rebuild waits until the lists show all")
    func rebuild() throws {
        try afterLoss { ximage in
            let rebuilt = try ximage("state", "rebuild")
            #expect(rebuilt.status == 0, "\(rebuilt)")
            #expect(try ximage("plan", "--detailed-exitcode").status == 0)
        }
    }
}
