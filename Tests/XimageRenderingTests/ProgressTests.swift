import Testing
import XimageCore
import XimageRendering
import XimageTestSupport

@Suite struct ProgressTests {
    /// What stands on a terminal after bytes were written to it: knows line breaks, cursor up and erasing below.
    static func screen(_ frames: [String]) -> [String] {
        var lines: [String] = [""]
        for frame in frames {
            var rest = frame[...]
            while let character = rest.popFirst() {
                switch character {
                case "\n": lines.append("")
                case "\u{1B}":
                    rest.removeFirst()
                    let digits = rest.prefix { $0.isNumber }
                    rest = rest.dropFirst(digits.count)
                    if rest.popFirst() == "A" {
                        lines.removeLast(Int(digits) ?? 0)
                        lines[lines.count - 1] = ""
                    }
                case "\r": break
                default: lines[lines.count - 1].append(character)
                }
            }
        }
        return lines
    }

    @Test("Draws running steps in place, finished ones scroll above")
    func drawsInPlace() {
        var board = ProgressBoard(style: .init(), now: .zero)
        board.begin(steps: 4, now: .zero)
        board.start("1", title: "create vault.main", now: .zero)
        board.start("2", title: "create server.web with disk.web.data", now: .seconds(1))
        var frames = [board.frame(now: .seconds(1), width: 80, height: 24)]
        board.progress("2", phase: "building the server", percent: 42)
        board.succeed("1", took: .milliseconds(1200))
        frames.append(board.frame(now: .seconds(75), width: 80, height: 24))
        let middle = Self.screen(frames)
        board.fail("2", reason: "Ecs.0018: no stock left")
        board.skip("create image.golden@1", because: "server.web was not made")
        board.note("2 steps wait for a slot")
        frames.append(board.frame(now: .seconds(90), width: 80, height: 24))
        frames.append(board.close(width: 80))
        expectGolden(
            (middle + ["-- at the end --"] + Self.screen(frames)).joined(separator: "\n"), "progress.txt")
    }

    /// An apply of 1,000 servers and as many images at a moment when some of them are done.
    private static func large(_ language: Language) -> ProgressBoard {
        var board = ProgressBoard(style: .init(language: language), now: .zero)
        board.expect([.vault: 4, .server: 1_000, .image: 1_000])
        board.begin(steps: 2_004, now: .zero)
        for number in 0..<500 {
            board.start("\(number)", title: "create server.web[\(number)]", of: .server, now: .zero)
        }
        for number in 0..<450 { board.succeed("\(number)", took: .seconds(9)) }
        board.fail("450", reason: "Ecs.0018: no stock left")
        board.skip("create image.web[450]@1", of: .image, because: "server.web[450] was not created")
        return board
    }

    @Test(
        "A large apply: a line with a bar for each kind, what runs, and what failed",
        arguments: Language.allCases)
    func countsKinds(_ language: Language) {
        var board = Self.large(language)
        let frames = [board.frame(now: .seconds(60), width: 80, height: 12)]
        expectGolden(Self.screen(frames).joined(separator: "\n"), "progress-large-\(language.rawValue).txt")
    }

    @Test("A large apply fits every width", arguments: [40, 60, 80, 120, 200])
    func fitsKinds(_ width: Int) {
        for height in [2, 4, 6, 24] {
            var board = Self.large(.english)
            let lines = board.frame(now: .seconds(60), width: width, height: height).split(separator: "\n")
            // Above the block, what failed and was skipped scrolls away.
            for line in lines.dropFirst(2) { #expect(String(line).displayWidth < width, "\(line)") }
            #expect(lines.count - 2 < max(height, 3), "\(width) x \(height)")
        }
    }

    @Test("A window that became narrower: the lines that it broke go too")
    func erasesBrokenLines() {
        var board = ProgressBoard(style: .init(), now: .zero)
        board.begin(steps: 1, now: .zero)
        board.start("1", title: "create server.web", now: .zero)
        _ = board.frame(now: .zero, width: 80, height: 24)
        // One line of 79 columns and a short one, at 40 columns: two rows and one.
        #expect(board.frame(now: .zero, width: 40, height: 24).hasPrefix("\u{1B}[3A\r\u{1B}[J"))
    }

    @Test("Fits the terminal, whatever its size", arguments: [(40, 5), (80, 24), (140, 50), (80, 2)])
    func fits(width: Int, height: Int) {
        var board = ProgressBoard(style: .init(), now: .zero)
        board.begin(steps: 200, now: .zero)
        for number in 0..<100 {
            board.start("\(number)", title: "create server.数据库[\"instance-\(number)\"]", now: .zero)
            board.progress("\(number)", phase: "正在创建 the server", percent: number)
        }
        let lines = board.frame(now: .seconds(4000), width: width, height: height).split(separator: "\n")
        #expect(lines.count < max(height, 3))
        for line in lines { #expect(String(line).displayWidth < width, "\(line)") }
    }

    @Test("Writes plain lines with the time in front where there is no terminal")
    func writesPlainLines() {
        var log = ProgressLog()
        var text = log.begin(steps: 2, at: .test)
        text += log.start("1", title: "create image.golden@1", at: .test, now: .zero)
        for second in 1...150 {
            text += log.progress(
                "1", phase: second < 30 ? "backing up" : "registering", percent: min(99, second),
                at: .test + .seconds(second), now: .seconds(second))
        }
        text += log.succeed("1", remoteID: "77c1", took: .seconds(151), at: .test + .seconds(151))
        text += log.fail("2", reason: "IMG.0011: the vault is full", at: .test + .seconds(152))
        text += log.skip("create copy.golden.south@1", because: "image.golden@1 was not made", at: .test)
        text += log.note("stopping", at: .test)
        expectGolden(text, "progress-log.txt")
    }

    @Test("Nothing raw reaches the terminal", arguments: UInt64(0)..<30)
    func isSafe(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var log = ProgressLog()
        var text = log.start("1", title: random.text(upTo: 20), at: .test, now: .zero)
        text += log.progress("1", phase: random.text(upTo: 20), percent: 3, at: .test, now: .zero)
        text += log.fail("1", reason: random.text(upTo: 20), at: .test)
        var board = ProgressBoard(style: .init(), now: .zero)
        board.begin(steps: 1, now: .zero)
        board.start("1", title: random.text(upTo: 20), now: .zero)
        board.progress("1", phase: random.text(upTo: 20), percent: 3)
        text += board.frame(now: .zero, width: 80, height: 24)
        #expect(TerminalSafety.violation(in: text) == nil)
    }

    @Test("Reports what failed in the service's words, what was left and what goes on")
    func reports() {
        let outcome = ApplyOutcome(
            steps: 6, succeeded: 3,
            failures: [
                .init(
                    title: "create image.golden@1", address: .of("image.golden@1"),
                    error: ProviderError(
                        retry: .never, category: .quota, service: "cbr",
                        operation: "POST /v3/{project}/checkpoints",
                        status: 400, code: "BackupService.9900", message: "The vault has no space left.",
                        requestID: "0f6c1a", job: nil),
                    detail: "The backup of server.web was refused. Nothing was made.",
                    fix: "Make vault.main larger, or set `autoExpand: true`.")
            ],
            skipped: [.init(title: "create copy.golden.south@1", text: "image.golden@1 was not made")],
            stillRunning: [.init(title: "create image.nightly@4")], wasInterrupted: true, took: .seconds(372))
        let text = ApplyText(style: .init(width: 80))
        var done = ApplyOutcome(steps: 5, succeeded: 5, took: .seconds(252))
        done.created = (1...12).map { number in
            .init(
                address: .of("image.node[\(number)]@1"), id: "image-\(number)", name: "node-\(number)-g1",
                region: "cn-north-4", isSettled: number != 2)
        }
        expectGolden(text.render(outcome) + "\n" + text.render(done), "apply.txt")
    }
}
