import Foundation
import XimageCore
import XimageGuest
import XimageRendering

/// Runs a collector on a server over the system's ssh client. It asks nobody anything: keys come from the agent or the
/// user's own configuration, and a host key that is not known is refused as that configuration says.
struct SSHCollector: Sendable {
    /// For everything, the time to connect included.
    var limit = Duration.seconds(120)
    var connectTimeout = 10
    /// Looked for in PATH.
    var program = "ssh"

    struct Failure: Error, CustomStringConvertible {
        let description: String
        var fix: String?
    }

    /// - Parameter family: of the server; the collector for it is run.
    func collect(_ target: SSHTarget, _ family: GuestFamily) async throws(Failure) -> GuestFacts {
        let script = family == .linux ? LinuxScript.text : WindowsScript.text
        let result: ChildProcess.Result
        do {
            result = try await ChildProcess(limit: limit, outputLimit: FactsDocument.limit).run(
                program, arguments(target, family), input: Array(script.utf8))
        } catch {
            throw Failure(description: "ssh cannot be started: \(error)", fix: "Install the OpenSSH client.")
        }
        guard !result.wasStopped else {
            throw Failure(
                description: "\(target) gave no answer within \(limit.components.seconds) s",
                fix: "Check address, security groups and the server's load.")
        }
        guard result.status == 0 else { throw Self.failure(target, result) }
        do {
            return try FactsDocument.read(result.output, origin: GuestOrigin(.collected, "\(target)"))
        } catch {
            throw Failure(
                description: "what \(target) printed is no report: \(error.reason)"
                    + Self.words(result.errors))
        }
    }

    func arguments(_ target: SSHTarget, _ family: GuestFamily) -> [String] {
        var arguments = [
            "-T", "-x", "-a", "-o", "BatchMode=yes", "-o", "ConnectTimeout=\(connectTimeout)", "-o",
            "ServerAliveInterval=10", "-o", "ServerAliveCountMax=3", "-o", "ClearAllForwardings=yes", "-o",
            "PermitLocalCommand=no",
        ]
        if let jump = target.jump { arguments += ["-J", jump] }
        return arguments + ["--", target.destination, Self.command(family)]
    }

    private static func command(_ family: GuestFamily) -> String {
        switch family {
        case .linux:
            // As root where that needs no password; what only root can see stays unknown otherwise.
            "sh -c 'if [ \"$(id -u)\" != 0 ] && sudo -n true 2>/dev/null; then exec sudo -n sh -s; else exec sh -s; fi'"
        case .windows:
            "powershell -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand "
                + WindowsScript.launcher.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }.base64
        }
    }

    private static func failure(_ target: SSHTarget, _ result: ChildProcess.Result) -> Failure {
        let text = words(result.errors)
        var fix: String?
        if text.contains("Host key verification failed") || text.contains("host key is known") {
            fix =
                "Check the host's key and add it to known_hosts; for servers that are made anew, "
                + "`StrictHostKeyChecking accept-new` for their addresses in ~/.ssh/config."
        } else if text.contains("Permission denied") {
            fix = "Load the key that the server accepts into the agent, or name it in ~/.ssh/config."
        }
        if result.status == 127, text.isEmpty {
            return Failure(description: "there is no ssh on PATH", fix: "Install the OpenSSH client.")
        }
        return Failure(description: "ssh to \(target) ended with exit code \(result.status)\(text)", fix: fix)
    }

    /// The last lines of what went to standard error, without control characters.
    private static func words(_ errors: [UInt8]) -> String {
        let lines = String(decoding: errors.suffix(4096), as: UTF8.self).split(whereSeparator: \.isNewline)
        let shown = lines.suffix(3).map { String($0.prefix(200)).visible }.joined(separator: "; ")
        return shown.isEmpty ? "" : ": \(shown)"
    }
}

extension [UInt8] {
    fileprivate var base64: String { Data(self).base64EncodedString() }
}
