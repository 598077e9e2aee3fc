import ArgumentParser
import Testing

@testable import ximage

@Suite struct OptionTests {
    typealias Status = ximage.ExitStatus

    @Test(
        "Reads durations",
        arguments: [
            ("90", Duration.seconds(90)), ("90s", .seconds(90)), ("5m", .seconds(300)),
            ("2h", .seconds(7200)),
            ("1d", .seconds(86_400)), ("0", .zero),
        ])
    func readsDurations(_ text: String, _ duration: Duration) {
        #expect(TimeLimit(argument: text)?.duration == duration)
    }

    @Test(
        "Refuses what is no duration",
        arguments: ["", "s", "-5", "5 m", "1.5h", "5w", "99999999999999999999"])
    func refusesOthers(_ text: String) {
        #expect(TimeLimit(argument: text) == nil)
    }

    @Test(
        "Reads addresses to listen on",
        arguments: [
            ("127.0.0.1:8080", ListenAddress(host: "127.0.0.1", port: 8080)),
            ("localhost:0", ListenAddress(host: "localhost", port: 0)),
            ("[::1]:0", ListenAddress(host: "::1", port: 0)),
            ("[::]:80", ListenAddress(host: "::", port: 80)),
        ])
    func readsAddresses(_ text: String, _ address: ListenAddress) {
        #expect(ListenAddress(argument: text) == address)
    }

    @Test(
        "Refuses what is no address",
        arguments: ["", "8080", ":8080", "localhost:", "localhost:70000", "a:b", "::1:80", "[]:80", "[::1]"])
    func refusesAddresses(_ text: String) {
        #expect(ListenAddress(argument: text) == nil)
    }

    @Test(
        "A --var without a name or an equals sign is refused, and its text, maybe a password, is not repeated"
    )
    func refusesVariables() {
        for text in ["CANARY", "=CANARY", "pw:CANARY", ""] {
            let error = #expect(throws: (any Error).self) { try Ximage.parseAsRoot(["plan", "--var", text]) }
            let message = error.map { Ximage.message(for: $0) } ?? ""
            #expect(message.contains("--var") && !message.contains("CANARY"), "\(message)")
        }
    }

    @Test(
        "Refuses wrong command lines",
        arguments: [
            ["plan", "--fromat", "json"], ["apply", "--parallelism", "0"], ["list"], ["list", "disks"],
            ["sandbox", "seed"], ["sandbox", "faults", "set"], ["sandbox", "faults", "clear", "a.yaml"],
            ["sandbox", "serve", "--access-key", "a"], ["sandbox", "serve", "--time-scale", "-1"],
            ["plan", "--refresh=maybe"], ["plan", "--destroy", "--refresh=false"],
            ["destroy", "--refresh=false"],
            ["completion", "csh"],
            ["apply", "--finish-by", "2026-06-01T18:00:00"],
            ["nothing"],
        ])
    func refusesCommandLines(_ arguments: [String]) {
        #expect(throws: (any Error).self) { try Ximage.parseAsRoot(arguments) }
    }

    @Test(
        "Takes right command lines",
        arguments: [
            ["plan", "shop", "--format", "markdown", "-v"], ["plan", "--refresh=false"],
            ["apply", "--refresh", "false"],
            ["apply", "--yes", "--parallelism", "4", "--lock-timeout", "5m"],
            ["destroy", "--with-backups", "-y"], ["list", "servers", "-C", "shop"],
            ["show", "image.golden@3"],
            ["sandbox", "seed", "world.yaml", "--data", "a.db"], ["sandbox", "export"],
            ["sandbox", "faults"], ["sandbox", "faults", "--data", "a.db", "--format", "json"],
            ["sandbox", "faults", "set", "-"],
            ["sandbox", "serve", "--listen", "127.0.0.1:0", "--time-scale", "0"], ["completion", "fish"],
        ])
    func takesCommandLines(_ arguments: [String]) throws {
        _ = try Ximage.parseAsRoot(arguments)
    }

    @Test(
        "Exit statuses have an order of gravity",
        arguments: [
            ([], Status.done), ([.changes, .blocked], .blocked), ([.incomplete, .blocked], .blocked),
            ([.error, .locked, .interrupted], .interrupted), ([.error, .stale], .stale),
            ([.locked, .damaged], .damaged),
            ([.error, .incomplete], .error),
        ] as [([Status], Status)])
    func exitStatuses(_ statuses: [Status], _ gravest: Status) {
        #expect(Status.gravest(statuses) == gravest)
        #expect(Status.gravest(statuses.reversed()) == gravest)
    }

    @Test("Completion scripts come for every shell", arguments: CompletionCommand.Shell.allCases)
    func completes(shell: CompletionCommand.Shell) {
        #expect(Ximage.completionScript(for: shell.parserShell).contains("ximage"))
    }
}
