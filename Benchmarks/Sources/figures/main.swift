import Foundation

// Measures the release binary as people run it, against a sandbox in a process of its own whose jobs end at once:
//   swift run -c release --package-path Benchmarks figures PATH/TO/ximage [--sizes 100,1000,4000,8000] [--apply-up-to 1000]

struct Row {
    var figure: String
    var size: Int
    var runs: [Child]
    var calls: Int?

    private func median(_ value: (Child) -> Double) -> Double { runs.map(value).sorted()[runs.count / 2] }
    var wall: Double { median(\.wall) }

    var text: String {
        func cell(_ value: Double, _ format: String) -> String { String(format: format, value) }
        let perResource = wall / Double(size) * 1000
        return "| \(figure) | \(size) | \(cell(wall, "%.3f")) | \(cell(median(\.cpu), "%.3f")) | "
            + "\(cell(median(\.peakMiB), "%.0f")) | \(cell(perResource, "%.3f")) | "
            + "\(calls.map { String(format: "%.2f", Double($0) / Double(size)) } ?? "-") |"
    }
}

func measure(_ ximage: String, size: Int, rounds: Int, applies: Bool) throws -> [Row] {
    let lab = try Lab(ximage: ximage, resources: size)
    defer { lab.close() }
    var rows = [
        Row(figure: "validate", size: size, runs: try (0..<rounds).map { _ in try lab.run("validate") })
    ]
    try lab.startSandbox()
    var before = try lab.calls()
    let plans = try (0..<rounds).map { _ in try lab.run("plan") }
    rows.append(
        Row(figure: "plan, all new", size: size, runs: plans, calls: (try lab.calls() - before) / rounds))
    guard applies else { return rows }
    before = try lab.calls()
    let apply = try lab.run("apply", "--yes")
    rows.append(Row(figure: "apply, all new", size: size, runs: [apply], calls: try lab.calls() - before))
    before = try lab.calls()
    let again = try (0..<rounds).map { _ in try lab.run("plan") }
    rows.append(
        Row(figure: "no-op plan", size: size, runs: again, calls: (try lab.calls() - before) / rounds))
    return rows
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
let ximage = URL(fileURLWithPath: CommandLine.arguments[1]).path
let sizes = option("--sizes", "100,1000,4000,8000").split(separator: ",").compactMap { Int($0) }
let limit = Int(option("--apply-up-to", "1000")) ?? 1000
let rounds = max(1, Int(option("--rounds", "3")) ?? 3)
do {
    var rows: [Row] = []
    print("| figure | resources | wall s | cpu s | peak MiB | ms a resource | calls a resource |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for size in sizes {
        for row in try measure(ximage, size: size, rounds: rounds, applies: size <= limit) {
            print(row.text)
            rows.append(row)
        }
    }
    for (figure, group) in Dictionary(grouping: rows, by: \.figure).sorted(by: { $0.key < $1.key }) {
        if let slope = exponent(group) {
            print("\(figure): growth exponent \(String(format: "%.2f", slope))")
        }
    }
} catch {
    print("error: \(error)")
    exit(1)
}
