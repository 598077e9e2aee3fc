import Testing
import XimageRendering
import XimageTestSupport

@Suite struct UnifiedDiffTests {
    private func diff(_ old: String, _ new: String) -> String {
        UnifiedDiff.render(from: old, to: new, file: "x.yaml", style: .init())
    }

    @Test("Equal texts have no difference")
    func equal() { #expect(diff("a\nb\n", "a\nb\n").isEmpty) }

    @Test("Shows three lines around each change, and one part for changes that are near")
    func context() {
        let old = (1...30).map { "line \($0)\n" }.joined()
        let new = old.replacing("line 5\n", with: "line five\n").replacing("line 10\n", with: "")
            .replacing("line 25\n", with: "line 25\nmore\n")
        let heads = diff(old, new).split(separator: "\n").filter { $0.hasPrefix("@@") }
        #expect(heads == ["@@ -2,12 +2,11 @@", "@@ -23,6 +22,7 @@"])
        let changed = diff(old, new).split(separator: "\n").dropFirst(2).filter {
            !$0.hasPrefix(" ") && !$0.hasPrefix("@@")
        }
        #expect(changed == ["-line 5", "+line five", "-line 10", "+more"])
    }

    @Test("Line ends count, and nothing raw reaches the terminal")
    func isSafe() {
        let text = diff("a\r\nb\u{1B}[2J\n", "a\nb\n")
        #expect(text.contains("-a\\r\n") && text.contains("+a\n"))
        #expect(TerminalSafety.violation(in: text) == nil)
    }

    @Test("What a difference says puts one text in place of the other", arguments: UInt64(0)..<50)
    func applies(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func text() -> [String] {
            (0..<Int.random(in: 0...25, using: &random)).map { _ in
                "l\(Int.random(in: 0...4, using: &random))"
            }
        }
        let (old, new) = (text(), text())
        let lines = diff(old.map { $0 + "\n" }.joined(), new.map { $0 + "\n" }.joined())
            .split(separator: "\n").dropFirst(2)
        var (rest, result) = (old[...], [String]())
        for line in lines {
            if line.hasPrefix("@@") {
                let start = Int(line.split(whereSeparator: { $0 == "," || $0 == "-" })[1]) ?? 1
                let count = Int(line.split(whereSeparator: { $0 == "," || $0 == " " })[2]) ?? 0
                let before = max(0, (count == 0 ? start : start - 1) - (old.count - rest.count))
                result += rest.prefix(before)
                rest = rest.dropFirst(before)
            } else if line.hasPrefix("+") {
                result.append(String(line.dropFirst()))
            } else {
                #expect(rest.first == String(line.dropFirst()))
                if line.hasPrefix(" ") { result.append(String(line.dropFirst())) }
                rest = rest.dropFirst()
            }
        }
        #expect(result + rest == new)
    }
}
