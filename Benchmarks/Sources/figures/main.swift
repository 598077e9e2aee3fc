import Foundation

// Measures the release binary as people run it, against a sandbox in a process of its own whose jobs end at once:
//   swift build -c release --package-path Benchmarks
//   Benchmarks/.build/release/figures PATH/TO/ximage [--sizes 100,1000,4000,8000] [--apply-up-to 1000]

/// - Returns: Resources and bytes of the state after the apply; nil without one.
func measure(
    _ ximage: String, size: Int, rounds: Int, applies: Bool, tell: (Row) -> Void
) throws -> (resources: Int, bytes: Int)? {
    let lab = try Lab(ximage: ximage, resources: size)
    defer { lab.close() }
    let size = lab.resources
    func row(_ figure: Figure, _ runs: [(child: Child, calls: Int)], steps: Int? = nil) {
        tell(Row(figure: figure, size: size, runs: runs.map(\.child), calls: runs[0].calls, steps: steps))
    }
    tell(Row(figure: .validate, size: size, runs: try (0..<rounds).map { _ in try lab.run(["validate"]) }))
    try measureReading(lab, ximage: ximage, rounds: rounds, tell: tell)
    try lab.startSandbox()
    row(.planNew, try (0..<rounds).map { _ in try lab.counted(["plan"]) })
    guard applies else { return nil }
    let apply = try lab.counted(["apply", "--yes"])
    row(.apply, [apply], steps: size)
    let stateBytes = lab.stateBytes()
    row(.planNoOp, try (0..<rounds).map { _ in try lab.counted(["plan"]) })
    row(.planRecalled, try (0..<rounds).map { _ in try lab.counted(["plan", "--refresh=false"]) })
    try measureRules(lab, rounds: rounds, size: size)

    let other = try Lab(ximage: ximage, resources: size)
    defer { other.close() }
    try other.startSandbox()
    try other.killApply(after: apply.calls / 2)
    row(.resume, [try other.counted(["apply", "--yes"])])
    return (size, stateBytes)
}

/// What all rules cost a plan, beside one with a single rule, in turns. Source of the bars: performance goals of the
/// project.
func measureRules(_ lab: Lab, rounds: Int, size: Int) throws {
    var (all, one): ([Child], [Child]) = ([], [])
    for _ in 0..<rounds {
        all.append(try lab.run(["plan"]))
        one.append(try lab.run(["plan", "--rules", "AG001"]))
    }
    func difference(_ value: (Child) -> Double) -> Double {
        all.map(value).sorted()[rounds / 2] - one.map(value).sorted()[rounds / 2]
    }
    let bytes = difference(\.peakMiB) * 1_048_576 / Double(size)
    say(
        "rules over \(size): \(String(format: "%.3f", difference(\.wall))) s, at most 1 s at 100,000; "
            + "\(Int(bytes)) bytes a resource, at most 1024")
}

/// The slope of the logarithm of time over that of size, from the smallest to the largest size of a figure.
func exponent(_ rows: [Row]) -> Double? {
    guard let first = rows.first, let last = rows.last, last.size > first.size else { return nil }
    return log(last.wall / first.wall) / log(Double(last.size) / Double(first.size))
}

func option(_ name: String, _ fallback: String) -> String {
    guard let index = CommandLine.arguments.firstIndex(of: name), index + 1 < CommandLine.arguments.count
    else {
        return fallback
    }
    return CommandLine.arguments[index + 1]
}

guard CommandLine.arguments.count > 1 else {
    print("usage: figures PATH/TO/ximage [--sizes 100,1000,4000,8000] [--apply-up-to 1000] [--rounds 3]")
    exit(1)
}
/// At once, also into a file: a long measurement shows how far it is.
func say(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }
let ximage = URL(fileURLWithPath: CommandLine.arguments[1]).path
let sizes = option("--sizes", "100,1000,4000,8000").split(separator: ",").compactMap { Int($0) }
let limit = Int(option("--apply-up-to", "1000")) ?? 1000
let rounds = max(1, Int(option("--rounds", "3")) ?? 3)
do {
    guard FileManager.default.fileExists(atPath: Child.library) else {
        throw Failure(
            "no \(Child.library): build the whole package, `swift build -c release --package-path Benchmarks`"
        )
    }
    var rows: [Row] = []
    func tell(_ row: Row) {
        say(row.text)
        rows.append(row)
    }
    say(Row.heading)
    for figure in [Figure.version, .help] {
        let runs = try (0..<max(5, rounds)).map { _ in try Child.run([ximage, figure.rawValue]) }
        tell(Row(figure: figure, size: 0, runs: runs))
    }
    let states = try sizes.compactMap {
        try measure(ximage, size: $0, rounds: rounds, applies: $0 <= limit, tell: tell)
    }
    for (size, bytes) in states {
        say("state of \(size): \(bytes / size) bytes a resource, at most 600")
    }
    for figure in Figure.allCases {
        if let slope = exponent(rows.filter { $0.figure == figure }) {
            let bar = figure.steepest.map { ", at most \(String(format: "%.2f", $0))" } ?? ""
            print("\(figure.rawValue): growth exponent \(String(format: "%.2f", slope))\(bar)")
        }
    }
} catch {
    print("error: \(error)")
    exit(1)
}
