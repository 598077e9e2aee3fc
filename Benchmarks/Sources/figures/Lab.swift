import Foundation
import Glibc

/// A folder with a manifest of a given size and a sandbox in a process of its own beside it.
final class Lab {
    let folder: String
    /// Declared resources: a server and its two data disks each.
    let resources: Int
    private let ximage: String
    private var sandbox: pid_t = 0
    private var port = 0
    private var output: String { folder + "/output" }

    init(ximage: String, resources: Int) throws {
        self.ximage = ximage
        let servers = max(1, resources / 3)
        self.resources = servers * 3
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
        for index in 0..<servers {
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

    func run(_ arguments: [String]) throws -> Child {
        let child = try Child.run([ximage] + arguments + [folder], output: output)
        if child.status != 0 {
            let said = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            throw Failure(
                "ximage \(arguments.joined(separator: " ")) ended with \(child.status):\n\(said.suffix(2000))"
            )
        }
        return child
    }

    /// Kills an apply without warning when the sandbox has answered so many calls.
    func killApply(after calls: Int) throws {
        let before = try self.calls()
        let pid = try Child.spawn([ximage, "apply", "--yes", folder], output: output)
        var status: Int32 = 0
        while try self.calls() - before < calls {
            guard waitpid(pid, &status, WNOHANG) == 0 else {
                throw Failure("the apply ended before it could be killed")
            }
        }
        kill(pid, SIGKILL)
        waitpid(pid, &status, 0)
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
        let url = "http://127.0.0.1:\(port)/sandbox/stats"
        let file = folder + "/stats"
        let pid = try Child.spawn(["/usr/bin/curl", "-s", url], output: file)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        guard status == 0, let data = FileManager.default.contents(atPath: file),
            let stats = try JSONSerialization.jsonObject(with: data) as? [String: Any],
            let total = stats["total"] as? Int
        else { throw Failure("the sandbox gives no counts; is curl installed?") }
        return total
    }

    /// Of the state file with its log.
    func stateBytes() -> Int {
        ["", "-wal"].reduce(0) { sum, suffix in
            let path = folder + "/.ximage/state.db" + suffix
            let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
            return sum + (size ?? 0)
        }
    }

    /// Runs once, with the calls it made.
    func counted(_ arguments: [String]) throws -> (child: Child, calls: Int) {
        let before = try calls()
        let child = try run(arguments)
        return (child, try calls() - before)
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
