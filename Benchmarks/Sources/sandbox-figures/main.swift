import Foundation

// Measures the sandbox of the release binary, in a process of its own, over HTTP with signatures checked:
//   swift run -c release --package-path Benchmarks sandbox-figures PATH/TO/ximage [--servers 100000] [--seconds 3]

func option(_ name: String, _ fallback: Int) -> Int {
    guard let index = CommandLine.arguments.firstIndex(of: name), index + 1 < CommandLine.arguments.count
    else { return fallback }
    return Int(CommandLine.arguments[index + 1]) ?? fallback
}

func figure(_ name: String, _ value: Double, _ unit: String, bar: String) {
    print("| \(name) | \(String(format: value < 10 ? "%.2f" : "%.0f", value)) \(unit) | \(bar) |")
}

func measure(_ ximage: String, servers: Int, seconds: Int) throws {
    print("| figure | value | bar |\n| --- | --- | --- |")
    let small = try Sandbox(ximage: ximage)
    figure("start on an empty file", small.startSeconds * 1000, "ms", bar: "")
    let project = small.project
    let one = try small.signed("GET", "/v1/\(project)/cloudservers/limits")
    figure(
        "small reads, two connections",
        try Load.rate(one, port: small.port, connections: 2, seconds: seconds),
        "/s", bar: "2,000")
    let vault = try small.signed(
        "POST", "/v3/\(project)/vaults",
        body: #"{"vault": {"name": "v", "resources": [], "billing": {"object_type": "server", "#
            + #""protect_type": "backup", "consistent_level": "crash_consistent", "size": 10}}}"#)
    figure(
        "small writes, two connections",
        try Load.rate(vault, port: small.port, connections: 2, seconds: seconds),
        "/s", bar: "")
    figure("memory then", try small.memoryMiB(), "MiB", bar: "200")
    try small.close()

    let large = try Sandbox(ximage: ximage, starts: false)
    let world = large.folder + "/world.yaml"
    for (count, bar) in [(50_000, "10"), (servers - 50_000, "")] where count > 0 {
        try """
        regions: {cn-north-4: {servers: [{name: n\(count), count: \(count), dataDisks: [{type: SSD, size: 20}]}]}}
        """.write(toFile: world, atomically: true, encoding: .utf8)
        let began = Date()
        try large.run("sandbox", "seed", world)
        figure(
            "seed of \(count) servers with \(count * 2) disks", Date().timeIntervalSince(began), "s", bar: bar
        )
    }
    try large.start()
    figure("start on them", large.startSeconds, "s", bar: "")
    let pages = [1, servers / 2000, servers / 1000]
    for page in pages {
        let list = try large.signed(
            "GET", "/v1/\(large.project)/cloudservers/detail", query: "limit=1000&offset=\(page)")
        figure(
            "list of 1,000 servers, page \(page)", try Load.median(list, port: large.port, rounds: 30) * 1000,
            "ms", bar: "40")
    }
    for offset in [0, servers, servers * 2 - 1000] {
        let list = try large.signed(
            "GET", "/v2/\(large.project)/cloudvolumes/detail", query: "limit=1000&offset=\(offset)")
        figure(
            "list of 1,000 disks, offset \(offset)",
            try Load.median(list, port: large.port, rounds: 30) * 1000, "ms", bar: "")
    }
    figure("memory then", try large.memoryMiB(), "MiB", bar: "200")
    try large.close()
}

guard CommandLine.arguments.count > 1 else {
    print("usage: sandbox-figures PATH/TO/ximage [--servers 100000] [--seconds 3]")
    exit(1)
}
do {
    try measure(
        URL(fileURLWithPath: CommandLine.arguments[1]).path, servers: max(option("--servers", 100_000), 2000),
        seconds: max(option("--seconds", 3), 1))
} catch {
    print("error: \(error)")
    exit(1)
}
