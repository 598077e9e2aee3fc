import Testing
import XimageCore
import XimagePlanning
import XimageRendering
import XimageTestSupport

@Suite struct TextTests {
    struct Width: Sendable, CustomTestStringConvertible {
        var text: String
        var columns: Int
        var testDescription: String { "\(text) takes \(columns)" }
    }

    @Test(
        "An open step is told in words, a wait as a wait",
        arguments: [
            ("create", "image.golden@1", "create image.golden@1"),
            ("settle", "image.golden@1", "wait until image.golden@1 can be used in its whole region"),
            ("await", "server.web", "wait for a sign of server.web"),
            ("start", "server.web", "start server.web again"),
            ("stop", "image.nightly@1", "stop the server of image.nightly@1"),
            ("label", "disk.web.data", "name and tag disk.web.data"),
        ])
    func openSteps(_ verb: String, _ address: String, _ expected: String) throws {
        let address = Address.of(address)
        #expect(StepWords.title(verb, address) == expected)
        let id = StepID(try #require(StepID.Verb(rawValue: verb)), address)
        #expect(StepWords.skipped(id) == (StepWords.isWait(verb) ? expected : id.description))
    }

    @Test(
        "Counts columns as a terminal does",
        arguments: [
            Width(text: "", columns: 0), Width(text: "abc", columns: 3), Width(text: "é", columns: 1),
            Width(text: "e\u{301}", columns: 1), Width(text: "磁盘", columns: 4), Width(text: "한글", columns: 4),
            Width(text: "ﾊﾝ", columns: 2), Width(text: "，", columns: 2), Width(text: "🙂", columns: 2),
            Width(text: "👨‍👩‍👧", columns: 2), Width(text: "🇩🇪", columns: 2), Width(text: "☺\u{FE0F}", columns: 2),
            Width(text: "ไม้", columns: 2), Width(text: "…", columns: 1),
        ])
    func countsColumns(_ example: Width) {
        #expect(example.text.displayWidth == example.columns)
    }

    @Test(
        "Spells out what steers a terminal",
        arguments: [
            ("plain", "plain"), ("\u{1B}[31mred", "\\u{1b}[31mred"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
            ("\u{9B}2J", "\\u{9b}2J"), ("\u{202E}gnp", "\\u{202e}gnp"),
            ("zero\u{200B}width", "zero\\u{200b}width"),
            ("\u{FEFF}bom", "\\u{feff}bom"), ("数据盘", "数据盘"), ("👨‍👩‍👧", "👨‍👩‍👧"), ("\u{7F}", "\\u{7f}"),
            ("\r\n", "\\r\\n"),
        ])
    func spellsOut(_ raw: String, _ shown: String) {
        #expect(raw.visible == shown)
    }

    @Test("No text is dangerous once it is visible", arguments: UInt64(0)..<200)
    func visibleIsSafe(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let text = random.text(upTo: 60).visible
        #expect(TerminalSafety.violation(in: text) == nil)
        #expect(!text.contains("\n"))
    }

    @Test(
        "Cuts at the width, wide characters whole",
        arguments: [
            ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("磁盘磁盘", 5, "磁盘…"), ("磁盘磁盘", 6, "磁盘…"),
            ("abc", 0, ""),
        ])
    func cuts(_ text: String, _ width: Int, _ expected: String) {
        #expect(text.truncated(to: width) == expected)
    }

    @Test(
        "Says durations in the two largest units",
        arguments: [
            (Duration.milliseconds(40), "0.0 s"), (.milliseconds(420), "0.4 s"),
            (.milliseconds(9960), "10 s"),
            (.seconds(59), "59 s"), (.seconds(60), "1 min"), (.seconds(252), "4 min 12 s"),
            (.seconds(7500), "2 h 5 min"),
            (.seconds(90_000), "1 d 1 h"), (.seconds(-5), "0.0 s"),
        ])
    func saysDurations(_ duration: Duration, _ text: String) {
        #expect(TimeText.duration(duration) == text)
    }

    @Test(
        "Says how long ago in the largest unit",
        arguments: [
            (Int64(0), "just now"), (59, "just now"), (60, "1 min ago"), (7200, "2 h ago"),
            (300_000, "3 d ago"),
            (-5, "just now"),
        ])
    func saysAgo(_ seconds: Int64, _ text: String) {
        let moment = Timestamp(milliseconds: Timestamp.test.milliseconds - seconds * 1000)
        #expect(TimeText.ago(moment, now: .test) == text)
    }

    @Test("Groups thousands and knows the plural")
    func counts() {
        #expect(Count.of(1, "server") == "1 server")
        #expect(Count.of(0, "server") == "0 servers")
        #expect(Count.of(2, "copy", plural: "copies") == "2 copies")
        #expect(Count.grouped(1_234_567) == "1,234,567")
        #expect(Count.grouped(-1234) == "-1,234")
        #expect(Count.listed(["a", "b", "c"]) == "a, b and c")
    }
}
