import Foundation

/// One figure at one size: the median of its runs beside what it has to hold.
struct Row {
    var figure: Figure
    var size: Int
    var runs: [Child]
    /// Signed calls of one run.
    var calls: Int?
    /// Whether the figure makes something: commits are told for it.
    var steps: Int?

    private func median(_ value: (Child) -> Double) -> Double { runs.map(value).sorted()[runs.count / 2] }
    var wall: Double { median(\.wall) }
    var peakMiB: Double { median(\.peakMiB) }

    private func perResource(_ value: Double) -> Double? { size > 0 ? value / Double(size) : nil }

    static let heading = """
        | figure | resources | wall s | bar | cpu s | peak MiB | bar | ms a resource | calls | calls a resource | commits a step | holds |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """

    var text: String {
        func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
        func optional(_ value: Double?, _ digits: Int) -> String { value.map { number($0, digits) } ?? "-" }
        let bar = figure.bar(size)
        let holds = bar.map { wall <= $0.seconds && peakMiB <= $0.mebibytes ? "yes" : "no" } ?? "-"
        let cells = [
            figure.rawValue, "\(size)", number(wall, 3), optional(bar?.seconds, 2), number(median(\.cpu), 3),
            number(peakMiB, 0), optional(bar?.mebibytes, 0), optional(perResource(wall).map { $0 * 1000 }, 3),
            calls.map { "\($0)" } ?? "-", optional(calls.flatMap { perResource(Double($0)) }, 3),
            optional(steps.map { median { Double($0.commits) } / Double(max(1, $0)) }, 3), holds,
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}

/// What is measured, in the order in which a lab comes by it.
enum Figure: String, CaseIterable {
    case version = "--version"
    case help = "--help"
    case validate
    case reading = "validate --syntax-only"
    case count = "validate, one count"
    case planNew = "plan, all new"
    case apply = "apply, all new"
    case planNoOp = "no-op plan"
    case planRecalled = "no-op plan, no refresh"
    case resume = "resume after a kill at half"

    struct Bar {
        var seconds: Double
        var mebibytes: Double
    }

    /// By size; `nil` where none is set. Source: performance goals of the project.
    func bar(_ size: Int) -> Bar? {
        let sizes = [100, 1000, 4000, 8000, 100_000]
        let bars: [(Double, Double)] =
            switch self {
            case .version, .help: [(0.03, 20)]
            case .validate: [(0.05, 30), (0.08, 35), (0.15, 50), (0.25, 70), (2.0, 350)]
            // 20 MB/s and 6 times the file with 40 MiB, for files of 260 bytes a server.
            case .reading: [(0.05, 40), (0.05, 41), (0.06, 42), (0.08, 44), (0.5, 90)]
            case .count: [(0.05, 30), (0.05, 35), (0.08, 50), (0.10, 70), (0.5, 350)]
            case .planNew: [(0.10, 50), (0.18, 60), (0.45, 90), (0.8, 150), (8, 700)]
            case .planNoOp: [(0.12, 55), (0.25, 70), (0.8, 110), (1.5, 150), (12, 800)]
            case .planRecalled: [(0.08, 50), (0.15, 60), (0.35, 90), (0.6, 150), (4, 600)]
            case .apply: [(0.6, 60), (3, 80), (12, 120), (24, 180), (330, 900)]
            case .resume: []
            }
        let index =
            self == .version || self == .help ? 0 : sizes.firstIndex { $0 == size || $0 / 3 * 3 == size }
        guard let index, index < bars.count else { return nil }
        return Bar(seconds: bars[index].0, mebibytes: bars[index].1)
    }

    /// Largest growth exponent.
    var steepest: Double? {
        switch self {
        case .validate, .reading, .count, .planRecalled: 1.05
        case .planNew, .planNoOp, .apply: 1.10
        case .version, .help, .resume: nil
        }
    }
}
