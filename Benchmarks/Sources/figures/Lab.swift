import Foundation
import Glibc

/// A folder with a manifest of a given size and a sandbox in a process of its own beside it.
final class Lab {
    let folder: String
    private let ximage: String
    private var sandbox: pid_t = 0
    private var port = 0

    /// Three resources a server: the server and its two data disks.
    init(ximage: String, resources: Int) throws {
        self.ximage = ximage
        folder = NSTemporaryDirectory() + "figures-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder + "/.ximage", withIntermediateDirectories: true)
        var text = """
            version: 1
            project: figures
            defaults:
              region: cn-north-4
              zone: cn-north-4a
              network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
              tags: {team: figures}
            servers:

            """
        for index in 0..<max(1, resources / 3) {
            text += """
                  web-\(index):
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    dataDisks:
                      data: {type: SSD, size: 100 GiB}
                      logs: {type: SAS, size: 50 GiB}

                """
        }
        try text.write(toFile: folder + "/ximage.yaml", atomically: true, encoding: .utf8)
        setenv("XIMAGE_SANDBOX_TIME_SCALE", "0", 1)
    }

    func run(_ arguments: String...) throws -> Child {
        let child = try Child.run([ximage] + arguments + [folder], output: folder + "/output")
        if child.status != 0 {
            let said = (try? String(contentsOfFile: folder + "/output", encoding: .utf8)) ?? ""
            throw Failure(
                "ximage \(arguments.joined(separator: " ")) ended with \(child.status):\n\(said.suffix(2000))"
            )
        }
        return child
    }

    func startSandbox() throws {
        let line = folder + "/sandbox.json"
        let arguments = [
            ximage, "sandbox", "serve", "--listen", "127.0.0.1:0", "--data", folder + "/.ximage/sandbox.db",
            "--time-scale", "0",
        ]
        sandbox = try Child.spawn(arguments, output: line)
        for _ in 0..<500 {
            usleep(20_000)
            guard let text = try? String(contentsOfFile: line, encoding: .utf8),
                let range = text.range(of: "127.0.0.1:")
            else { continue }
            port = Int(text[range.upperBound...].prefix { $0.isNumber }) ?? 0
            if port > 0 { return }
        }
        throw Failure("the sandbox did not start")
    }

    /// Signed calls that the sandbox answered since it started.
    func calls() throws -> Int {
        guard let url = URL(string: "http://127.0.0.1:\(port)/sandbox/stats") else { return 0 }
        let curl = try Child.run(["/usr/bin/curl", "-s", url.absoluteString], output: folder + "/stats")
        guard curl.status == 0, let data = FileManager.default.contents(atPath: folder + "/stats"),
            let stats = try JSONSerialization.jsonObject(with: data) as? [String: Any],
            let total = stats["total"] as? Int
        else { throw Failure("the sandbox gives no counts") }
        return total
    }

    func close() {
        if sandbox > 0 {
            kill(sandbox, SIGTERM)
            var status: Int32 = 0
            waitpid(sandbox, &status, 0)
        }
        try? FileManager.default.removeItem(atPath: folder)
    }
}
