import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageTestSupport

@testable import ximage

@Suite struct TerminalTests {
    typealias Confirmation = ximage.Confirmation

    struct Colour: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var isTerminal = true
        var environment: [String: String] = ["TERM": "xterm"]
        var noColor = false
        var isColoured: Bool
    }

    @Test(
        "Uses colour where it is wanted",
        arguments: [
            Colour(testDescription: "on a terminal", isColoured: true),
            Colour(testDescription: "not in a pipe", isTerminal: false, isColoured: false),
            Colour(testDescription: "not with NO_COLOR", environment: ["NO_COLOR": "1"], isColoured: false),
            Colour(
                testDescription: "with an empty NO_COLOR", environment: ["NO_COLOR": ""], isColoured: true),
            Colour(
                testDescription: "not on a dumb terminal", environment: ["TERM": "dumb"], isColoured: false),
            Colour(testDescription: "not with --no-color", noColor: true, isColoured: false),
        ])
    func usesColour(_ example: Colour) {
        let terminal = Terminal(
            readsFromTerminal: true, resultsGoToTerminal: example.isTerminal,
            messagesGoToTerminal: example.isTerminal,
            environment: example.environment)
        #expect(terminal.resultStyle(noColor: example.noColor, .english).isColoured == example.isColoured)
        #expect(terminal.messageStyle(noColor: example.noColor, .english).isColoured == example.isColoured)
    }

    @Test(
        "Only the whole word is a yes",
        arguments: [
            ("yes", Confirmation.Answer.yes), (" yes ", .yes), ("y", .no), ("YES", .no), ("yes please", .no),
            ("", .no),
        ])
    func asks(_ typed: String, _ answer: Confirmation.Answer) async {
        #expect(await confirmation(isTerminal: true, typed: typed).ask("Go on?", style: .init()) == answer)
    }

    @Test(
        "Only the number itself is a yes",
        arguments: [
            ("3", Confirmation.Answer.yes), (" 3 ", .yes), ("yes", .no), ("2", .no), ("03", .no), ("", .no),
        ])
    func asksForNumber(_ typed: String, _ answer: Confirmation.Answer) async {
        let confirmation = confirmation(isTerminal: true, typed: typed)
        #expect(await confirmation.ask("Delete 3 objects?", number: 3, style: .init()) == answer)
        let alone = self.confirmation(isTerminal: false, typed: typed)
        #expect(await alone.ask("Delete 3 objects?", number: 3, style: .init()) == .impossible)
    }

    @Test("The end of input is a no, and nobody is asked without a terminal")
    func asksNobody() async {
        #expect(await confirmation(isTerminal: true, typed: nil).ask("Go on?", style: .init()) == .no)
        #expect(
            await confirmation(isTerminal: false, typed: "yes").ask("Go on?", style: .init()) == .impossible)
    }

    private func confirmation(isTerminal: Bool, typed: String?) -> Confirmation {
        Confirmation(
            terminal: Terminal(
                readsFromTerminal: isTerminal, resultsGoToTerminal: isTerminal,
                messagesGoToTerminal: isTerminal),
            output: Output(resultDescriptor: -1, messageDescriptor: -1), readLine: { typed })
    }

    @Test("The first interrupt stops in good order")
    func interrupts() {
        let interrupts = Interrupts()
        let stops = Mutex(0)
        interrupts.arm { stops.withLock { $0 += 1 } }
        interrupts.received()
        #expect(stops.withLock { $0 } == 1)
    }

    // MARK: Progress

    final class Clock: Sendable {
        private let elapsed = Mutex(Duration.zero)

        func advance(_ duration: Duration) { elapsed.withLock { $0 += duration } }

        var source: TimeSource {
            TimeSource(
                now: { .test + self.elapsed.withLock { $0 } }, uptime: { self.elapsed.withLock { $0 } },
                sleep: { _ in try await Task.sleep(for: .seconds(3600)) })
        }
    }

    private func progress(redraws: Bool) async throws -> String {
        let clock = Clock()
        let written = Mutex("")
        let view = ProgressView(
            redraws: redraws, style: .init(), time: clock.source, size: { (80, 24) },
            write: { text in written.withLock { $0 += text } })
        view.receive(.began(steps: 3))
        view.receive(.started(.create("vault.main")))
        view.receive(.started(.create("server.web", disks: ["disk.web.data"])))
        view.tick()
        clock.advance(.milliseconds(1500))
        view.receive(.progress("create server.web", phase: "building", percent: 40))
        view.receive(.succeeded("create vault.main", id: "a3f0", took: .milliseconds(1500)))
        view.tick()
        clock.advance(.seconds(70))
        view.receive(
            .failed(
                "create server.web",
                ApplyFailure(
                    Notice(
                        "step-failed", Bilingual("A step failed", zh: "步骤失败"),
                        english: RuleText("The service refused."), chinese: RuleText("服务拒绝了请求。")),
                    [:], step: "create server.web", address: .of("server.web"),
                    error: ProviderError(
                        retry: .never, category: .quota, service: "ecs", operation: "POST /x", status: 400,
                        code: "Ecs.0319", message: "Insufficient quota."))))
        view.receive(
            .skipped(
                "create image.golden@1", .of("image.golden@1"),
                because: Bilingual("server.web was not made", zh: "没有创建 server.web")))
        view.stopping()
        view.pause()
        view.tick()
        return written.withLock { $0 }
    }

    @Test("Writes plain lines where there is no terminal")
    func plainProgress() async throws {
        expectGolden(try await progress(redraws: false), "progress-plain.txt")
    }

    @Test("A line of the request log takes the place of the block, which is drawn again below it")
    func insertedLine() {
        let written = Mutex<[String]>([])
        func view(redraws: Bool) -> ProgressView {
            ProgressView(
                redraws: redraws, style: .init(), time: Clock().source, size: { (80, 24) },
                preparation: "reading", write: { text in written.withLock { $0.append(text) } })
        }
        let drawn = view(redraws: true)
        drawn.tick()
        drawn.showAbove("a request\n")
        drawn.tick()
        #expect(
            written.withLock { $0 } == [
                "  reading, 0:00\n", "\u{1B}[1A\r\u{1B}[Ja request\n", "  reading, 0:00\n",
            ])
        written.withLock { $0 = [] }
        view(redraws: false).showAbove("a request\n")
        #expect(written.withLock { $0 } == ["a request\n"])
    }

    @Test("Draws in place on a terminal")
    func drawnProgress() async throws {
        let shown = try await progress(redraws: true)
        expectGolden(
            shown.split(separator: "\u{1B}", omittingEmptySubsequences: false).joined(separator: "\\e"),
            "progress-drawn.txt")
    }
}
