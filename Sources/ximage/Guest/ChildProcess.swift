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
        let (pid, stdin, stdout, stderr) = try Self.starting.withLock { _ in
            let pipes = (try ClosedPipe(), try ClosedPipe(), try ClosedPipe())
            let pid = try Self.spawn(["/usr/bin/env", program] + arguments, pipes.0, pipes.1, pipes.2)
            return (pid, pipes.0, pipes.1, pipes.2)
        }

        let stopped = Atomic(false)
        let done = DispatchSemaphore(value: 0)
        let errors = Mutex<[UInt8]>([])
        let seconds = Double(limit.components.seconds) + Double(limit.components.attoseconds) / 1e18
        let group = DispatchGroup()
        Self.start(group) {
            try? stdin.writing.write(contentsOf: Data(input))
            try? stdin.writing.close()
        }
        Self.start(group) {
            let bytes = Self.read(stderr.reading, limit: 64 << 10) {}
            errors.withLock { $0 = bytes }
        }
        Self.start(group) {
            guard done.wait(timeout: .now() + seconds) == .timedOut else { return }
            stopped.store(true, ordering: .relaxed)
            kill(pid, SIGTERM)
            if done.wait(timeout: .now() + 5) == .timedOut { kill(pid, SIGKILL) }
        }
        let output = Self.read(stdout.reading, limit: outputLimit) {
            stopped.store(true, ordering: .relaxed)
            kill(pid, SIGTERM)
        }
        let status = Self.wait(for: pid)
        done.signal()
        done.signal()
        group.wait()
        return Result(
            status: status, output: output, errors: errors.withLock { $0 },
            wasStopped: stopped.load(ordering: .relaxed))
    }

    /// Held from the making of pipes until they are marked: no start in between inherits them.
    private static let starting = Mutex(())

    /// The variables of this process without those that hold keys of the cloud, values of manifest variables or the password
    /// of a state database: a program such as ssh can send what it finds there to another host.
    static func environment(
        _ all: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        let own = ["HUAWEICLOUD_", "HW_", "XIMAGE_", "PGPASS"]
        return all.filter { variable in !own.contains { variable.key.hasPrefix($0) } }
            .map { "\($0.key)=\($0.value)" }.sorted()
    }

    /// Starts a program on the far ends of three pipes, and closes them here.
    private static func spawn(
        _ words: [String], _ stdin: ClosedPipe, _ stdout: ClosedPipe, _ stderr: ClosedPipe
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, stdin.reading.fileDescriptor, 0)
        posix_spawn_file_actions_adddup2(&actions, stdout.writing.fileDescriptor, 1)
        posix_spawn_file_actions_adddup2(&actions, stderr.writing.fileDescriptor, 2)
        let texts = words.map { strdup($0) } + [nil]
        defer { for text in texts { free(text) } }
        var pid: pid_t = 0
        let variables = Self.environment().map { strdup($0) } + [nil]
        defer { for variable in variables { free(variable) } }
        let failure = posix_spawn(&pid, words[0], &actions, nil, texts, variables)
        try? stdin.reading.close()
        try? stdout.writing.close()
        try? stderr.writing.close()
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
        return pid
    }

    /// The exit status, or the signal that ended it.
    private static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : signal
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

/// A pipe that no other program inherits: one that held the end of another's input would keep that other waiting for
/// more.
private struct ClosedPipe: Sendable {
    let reading: FileHandle
    let writing: FileHandle

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        reading = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        writing = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    }
}
