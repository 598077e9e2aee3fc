package import Foundation
import Synchronization

/// A program that a test starts, with its output caught in files, so that it never blocks on a reader.
///
/// No file or socket of the tests is open in it: one that outlives its test would hold them.
package final class Program: Sendable {
    package let processIdentifier: pid_t
    private let output: CaughtFile
    private let messages: CaughtFile
    private let ended = Mutex<Int32?>(nil)

    /// - Parameters:
    ///   - words: The program, looked up in PATH unless it is a path, and its arguments.
    ///   - folder: Where it runs; nil: where the tests do.
    ///   - environment: All its variables; nil: those of the tests.
    ///   - input: What it reads from its standard input.
    /// - Throws: `POSIXError` when it cannot be started.
    package init(
        _ words: [String], folder: URL? = nil, environment: [String: String]? = nil, input: [UInt8] = []
    ) throws {
        let given = try CaughtFile(input)
        output = try CaughtFile()
        messages = try CaughtFile()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, file) in [given, output, messages].enumerated() {
            posix_spawn_file_actions_adddup2(&actions, file.descriptor, Int32(number))
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            if let open = Int32(name), open > 2 { posix_spawn_file_actions_addclose(&actions, open) }
        }
        let variables = environment ?? ProcessInfo.processInfo.environment
        let inFolder = folder.map { ["/usr/bin/env", "-C", $0.path] } ?? []
        processIdentifier = try Self.withTexts(inFolder + words) { words in
            try Self.withTexts(variables.map { "\($0)=\($1)" }) { variables in
                var pid: pid_t = 0
                let failure = posix_spawnp(&pid, words[0]!, &actions, nil, words, variables)
                guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
                return pid
            }
        }
    }

    private static func withTexts<T>(
        _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) throws -> T
    ) rethrows -> T {
        let copies = texts.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return try body(copies)
    }

    /// What it wrote to its standard output so far.
    package var said: [UInt8] { output.bytes }
    /// What it wrote to its standard error so far.
    package var complained: [UInt8] { messages.bytes }

    package var isRunning: Bool { end(WNOHANG) == nil }

    package func send(_ signal: Int32) { kill(processIdentifier, signal) }

    /// The exit status, or the signal that ended it.
    @discardableResult
    package func wait() -> Int32 { end(0)! }

    /// Whether the messages so far hold a text; waits for it while the program runs.
    package func waits(for text: String) -> Bool { first(text, in: messages) != nil }

    /// The first line of the results; waits for it while the program runs.
    package func firstLine() -> String? {
        first("\n", in: output)?.split(separator: "\n").first.map(String.init)
    }

    private func first(_ text: String, in file: CaughtFile) -> String? {
        while true {
            let isLast = !isRunning
            let said = String(decoding: file.bytes, as: UTF8.self)
            if said.contains(text) { return said }
            if isLast { return nil }
            usleep(2000)
        }
    }

    private func end(_ options: Int32) -> Int32? {
        ended.withLock { known in
            if let known { return known }
            var status: Int32 = 0
            var found: pid_t
            repeat { found = waitpid(processIdentifier, &status, options) } while found < 0 && errno == EINTR
            guard found == processIdentifier else { return nil }
            let signal = status & 0x7F
            known = signal == 0 ? (status >> 8) & 0xFF : signal
            return known
        }
    }
}

/// A file without a name: gone with its last user.
private final class CaughtFile: Sendable {
    let descriptor: Int32

    init(_ bytes: [UInt8] = []) throws {
        let name = "\(FileManager.default.temporaryDirectory.path)/caught-\(UUID().uuidString)"
        descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        unlink(name)
        guard bytes.isEmpty || pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            throw POSIXError(.EIO)
        }
    }

    deinit { close(descriptor) }

    var bytes: [UInt8] {
        var result: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 64 << 10)
        while case let count = pread(descriptor, &part, part.count, off_t(result.count)), count > 0 {
            result += part[..<count]
        }
        return result
    }
}
