import Foundation
package import Testing

/// Compares a text with a file in the folder `Golden` beside the calling test.
///
/// A missing file fails. `XIMAGE_RECORD=1` writes the files instead; they are reviewed like code.
package func expectGolden(
    _ text: String, _ name: String, filePath: String = #filePath,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    let file = URL(fileURLWithPath: filePath).deletingLastPathComponent().appendingPathComponent(
        "Golden/\(name)")
    if ProcessInfo.processInfo.environment["XIMAGE_RECORD"] == "1" {
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        } catch {
            Issue.record("Golden/\(name) cannot be written: \(error)", sourceLocation: sourceLocation)
        }
        return
    }
    guard let data = try? Data(contentsOf: file) else {
        Issue.record(
            "Golden/\(name) is missing; record it with XIMAGE_RECORD=1. The text is:\n\(text)",
            sourceLocation: sourceLocation)
        return
    }
    let expected = String(decoding: data, as: UTF8.self)
    if Array(expected.utf8) != Array(text.utf8) {
        Issue.record(
            "Golden/\(name) differs (- expected, + got):\n\(LineDifference.text(from: expected, to: text))",
            sourceLocation: sourceLocation)
    }
}

/// A line-by-line difference for failure messages.
package enum LineDifference {
    /// Common lines begin with a blank, others with `-` or `+`; escapes are spelled out.
    package static func text(from old: String, to new: String) -> String {
        let a = lines(old)
        let b = lines(new)
        let difference = b.difference(from: a)
        var removed: Set<Int> = []
        var inserted: [Int: String] = [:]
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, let element, _): inserted[offset] = element
            }
        }
        var result: [String] = []
        var position = 0
        for (index, line) in a.enumerated() {
            if removed.contains(index) {
                result.append("- " + line)
                continue
            }
            while let line = inserted[position] {
                result.append("+ " + line)
                position += 1
            }
            result.append("  " + line)
            position += 1
        }
        while let line = inserted[position] {
            result.append("+ " + line)
            position += 1
        }
        return result.joined(separator: "\n")
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.split(separator: "\u{1B}", omittingEmptySubsequences: false).joined(separator: "\\e")
        }
    }
}
