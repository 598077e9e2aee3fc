import Foundation
import Glibc
import Testing

/// `XIMAGE_LOG` and `--debug` of the built program.
@Suite struct RequestLogScenario {
    private static func lines(of text: String) -> [Substring] {
        let line =
            #/
            \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\ (?:iam|ims|ecs|evs|cbr|vpc)\ [A-Z]+\ /\S+
            \ status=\S+\ duration=\d+ms\ request=\S+\ attempt=\d+
            /#
        return text.split(separator: "\n").filter { $0.wholeMatch(of: line) != nil }
    }

    private func logging(_ binary: Binary, to file: String) -> Binary {
        var result = binary
        result.environment["XIMAGE_LOG"] = file
        return result
    }

    @Test("XIMAGE_LOG appends a line for each request to a file that its owner alone can read")
    func file() throws {
        try Binary.inFolder(MainJobScenario.manifest) { binary in
            let ximage = logging(binary, to: "requests.log")
            let file = binary.folder.appendingPathComponent("requests.log")
            let plan = try ximage("plan")
            #expect(plan.status == 0, "\(plan)")
            #expect(Self.lines(of: plan.messages).isEmpty, "\(plan)")
            let first = try String(contentsOf: file, encoding: .utf8)
            #expect(first.hasSuffix("\n"))
            let count = first.split(separator: "\n").count
            #expect(count > 5 && Self.lines(of: first).count == count, "\(first)")
            var status = stat()
            #expect(stat(file.path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)

            let apply = try ximage("apply", "--yes")
            #expect(apply.status == 0, "\(apply)")
            let second = try String(contentsOf: file, encoding: .utf8)
            #expect(second.hasPrefix(first))
            #expect(Self.lines(of: second).count == second.split(separator: "\n").count)
            #expect(second.contains(" ims POST /v1/cloudimages/wholeimages/action status=200 "), "\(second)")
        }
    }

    @Test("--debug writes the lines to standard error; results stay as they are")
    func debug() throws {
        try Binary.inFolder(MainJobScenario.manifest) { ximage in
            let plain = try ximage("plan", "--format", "json")
            let debug = try ximage("plan", "--format", "json", "--debug")
            #expect(debug.status == 0, "\(debug)")
            #expect(Self.lines(of: plain.messages).isEmpty)
            #expect(Self.lines(of: debug.messages).count > 5, "\(debug)")
            #expect(Self.lines(of: debug.output).isEmpty)
            let apply = try ximage("apply", "--yes", "--debug")
            #expect(apply.status == 0, "\(apply)")
            #expect(apply.messages.contains(" evs GET "), "\(apply)")
            #expect(apply.messages.contains("create server.web"), "\(apply)")
            let remembered = try ximage("plan", "--refresh=false", "--debug")
            #expect(Self.lines(of: remembered.all).isEmpty, "no request was sent: \(remembered)")
        }
    }

    @Test(
        "A log that cannot be written ends the run before anything is sent or changed",
        arguments: [("nowhere/requests.log", "the folder does not exist"), (".", "Is a directory")])
    func unwritable(_ path: String, _ reason: String) throws {
        try Binary.inFolder(MainJobScenario.manifest) { binary in
            let ximage = logging(binary, to: path)
            for command in [["plan"], ["plan", "--refresh=false"], ["apply", "--yes", "--debug"]] {
                let outcome = try ximage.start(command).outcome()
                #expect(outcome.status == 1, "\(outcome)")
                for text in ["Request log cannot be written", "`\(path)`", reason, "unset XIMAGE_LOG"] {
                    #expect(outcome.messages.contains(text), "no \(text) in \(outcome)")
                }
                #expect(!FileManager.default.fileExists(atPath: binary.folder.path + "/.ximage"))
            }
        }
    }

    @Test("A log that can no longer be written is reported once, and the run goes on")
    func full() throws {
        try Binary.inFolder(MainJobScenario.manifest) { binary in
            let outcome = try logging(binary, to: "/dev/full")("apply", "--yes")
            #expect(outcome.status == 0, "\(outcome)")
            let reports = outcome.messages.components(separatedBy: "The request log `/dev/full` ends here")
            #expect(reports.count == 2, "\(outcome)")
        }
    }
}
