import Foundation

/// Figures of reading alone: bytes to documents, and one block with a `count` to as many servers.
func measureReading(_ lab: Lab, ximage: String, rounds: Int, tell: (Row) -> Void) throws {
    let file = lab.folder + "/ximage.yaml"
    let runs = try (0..<rounds).map { _ in
        try Child.run([ximage, "validate", "--syntax-only", file], output: lab.folder + "/output")
    }
    guard runs.allSatisfy({ $0.status == 0 }) else { throw Failure("\(file) was not read") }
    tell(Row(figure: .reading, size: lab.resources, runs: runs))

    let folder = lab.folder + "/count"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let text = """
        version: 1
        project: figures
        defaults:
          region: cn-north-4
          zone: cn-north-4a
          network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
          tags: {team: figures}
        servers:
          web:
            count: \(lab.resources)
            flavor: s6.large.2
            image: {name: "Ubuntu 22.04 server 64bit"}
            systemDisk: {type: SSD, size: 40 GiB}

        """
    try text.write(toFile: folder + "/ximage.yaml", atomically: true, encoding: .utf8)
    let counts = try (0..<rounds).map { _ in
        try Child.run([ximage, "validate", folder], output: lab.folder + "/output")
    }
    guard counts.allSatisfy({ $0.status == 0 }) else { throw Failure("\(folder) was not read") }
    try FileManager.default.removeItem(atPath: folder)
    tell(Row(figure: .count, size: lab.resources, runs: counts))
}
