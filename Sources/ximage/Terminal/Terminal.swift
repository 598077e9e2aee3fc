import Glibc
import XimageCore
import XimageRendering

/// What the process is connected to, asked once at the start.
struct Terminal: Sendable {
    let readsFromTerminal: Bool
    let resultsGoToTerminal: Bool
    let messagesGoToTerminal: Bool
    private let environment: [String: String]

    init(
        readsFromTerminal: Bool, resultsGoToTerminal: Bool, messagesGoToTerminal: Bool,
        environment: [String: String] = [:]
    ) {
        self.readsFromTerminal = readsFromTerminal
        self.resultsGoToTerminal = resultsGoToTerminal
        self.messagesGoToTerminal = messagesGoToTerminal
        self.environment = environment
    }

    static let current = Terminal(
        readsFromTerminal: isatty(0) == 1, resultsGoToTerminal: isatty(1) == 1,
        messagesGoToTerminal: isatty(2) == 1,
        environment: ProcessEnvironment.values(of: ["NO_COLOR", "TERM", "COLUMNS"]))

    /// How results shall look.
    func resultStyle(noColor: Bool, _ language: Language) -> TextStyle {
        TextStyle(
            isColoured: resultsGoToTerminal && allowsColour(noColor), width: min(size.columns, Self.widest),
            language: language)
    }

    /// How everything else shall look.
    func messageStyle(noColor: Bool, _ language: Language) -> TextStyle {
        TextStyle(
            isColoured: messagesGoToTerminal && allowsColour(noColor), width: min(size.columns, Self.widest),
            language: language)
    }

    /// Bound of tables among the results; `nil` in a pipe, where nothing may be left out.
    var tableWidth: Int? { resultsGoToTerminal ? size.columns : nil }

    /// A terminal that can draw again what it has drawn.
    var redraws: Bool { messagesGoToTerminal && environment["TERM"] != "dumb" }

    /// Columns and rows now. `COLUMNS` counts where there is no terminal; 100 columns else.
    var size: (columns: Int, rows: Int) {
        for descriptor: Int32 in [1, 2, 0] {
            var size = winsize()
            if ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
                return (max(Int(size.ws_col), 40), max(Int(size.ws_row), 4))
            }
        }
        return (environment["COLUMNS"].flatMap { Int($0) }.map { min(max($0, 40), 1000) } ?? 100, 24)
    }

    /// Longer lines than that are hard to read.
    private static let widest = 140

    /// Source of `NO_COLOR`: no-color.org; any text but the empty one counts.
    private func allowsColour(_ noColor: Bool) -> Bool {
        !noColor && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }
}

/// The process's environment.
enum ProcessEnvironment {
    static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// All that is set.
    static var all: [String: String] {
        var values: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            let line = String(cString: text)
            if let separator = line.firstIndex(of: "=") {
                values[String(line[..<separator])] = String(line[line.index(after: separator)...])
            }
            entry += 1
        }
        return values
    }

    /// Those that are set.
    static func values(of names: [String]) -> [String: String] {
        var values: [String: String] = [:]
        for name in names { values[name] = value(name) }
        return values
    }
}
