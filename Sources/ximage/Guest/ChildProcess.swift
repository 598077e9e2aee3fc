import Foundation
import Synchronization

/// Runs a program of PATH, feeds it, and reads what it says, within bounds of time and size.
struct ChildProcess: Sendable {
    let limit: Duration
    /// Most bytes of standard output that are kept; a program that prints more is ended.
    let outputLimit: Int

    struct Result: Sendable {
        var status: Int32
        var output: [UInt8]
        var errors: [UInt8]
        /// Ended by us, for it took too long or said too much.
        var wasStopped: Bool
    }

    /// - Throws: when it cannot be started.
    func run(_ program: String, _ arguments: [String], input: [UInt8]) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            // Blocking calls: not on the threads that others wait for.
            Thread.detachNewThread {
                continuation.resume(with: Swift.Result { try runBlocking(program, arguments, input) })
            }
        }
    }

    private func runBlocking(_ program: String, _ arguments: [String], _ input: [UInt8]) throws -> Result {
        // A program that ends before it has read its input is no reason to end too.
        signal(SIGPIPE, SIG_IGN)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let (stdin, stdout, stderr) = try Self.start(process)

        let stopped = Atomic(false)
        let done = DispatchSemaphore(value: 0)
        let errors = Mutex<[UInt8]>([])
        let seconds = Double(limit.components.seconds) + Double(limit.components.attoseconds) / 1e18
        let group = DispatchGroup()
        Self.start(group) {
            try? stdin.fileHandleForWriting.write(contentsOf: Data(input))
            try? stdin.fileHandleForWriting.close()
        }
        Self.start(group) {
            let bytes = Self.read(stderr.fileHandleForReading, limit: 64 << 10) {}
            errors.withLock { $0 = bytes }
        }
        Self.start(group) {
            guard done.wait(timeout: .now() + seconds) == .timedOut else { return }
            stopped.store(true, ordering: .relaxed)
            process.terminate()
            if done.wait(timeout: .now() + 5) == .timedOut { kill(process.processIdentifier, SIGKILL) }
        }
        let output = Self.read(stdout.fileHandleForReading, limit: outputLimit) {
            stopped.store(true, ordering: .relaxed)
            process.terminate()
        }
        process.waitUntilExit()
        done.signal()
        done.signal()
        group.wait()
        return Result(
            status: process.terminationStatus, output: output, errors: errors.withLock { $0 },
            wasStopped: stopped.load(ordering: .relaxed))
    }

    private static let starting = Mutex(())

    /// Starts with pipes that no other program inherits: one that held the end of another's input would keep that other
    /// waiting for more.
    private static func start(_ process: Process) throws -> (Pipe, Pipe, Pipe) {
        try starting.withLock { _ in
            let pipes = (Pipe(), Pipe(), Pipe())
            for pipe in [pipes.0, pipes.1, pipes.2] {
                for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
                    _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
                }
            }
            process.standardInput = pipes.0
            process.standardOutput = pipes.1
            process.standardError = pipes.2
            try process.run()
            return pipes
        }
    }

    private static func start(_ group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
        group.enter()
        Thread.detachNewThread {
            body()
            group.leave()
        }
    }

    /// To the end; what is beyond the limit is thrown away, after `exceeded` was called once.
    private static func read(_ handle: FileHandle, limit: Int, exceeded: () -> Void) -> [UInt8] {
        var result: [UInt8] = []
        var isOver = false
        while let data = try? handle.read(upToCount: 64 << 10), !data.isEmpty {
            guard !isOver else { continue }
            result += data
            if result.count > limit {
                result.removeLast(result.count - limit)
                isOver = true
                exceeded()
            }
        }
        return result
    }
}
