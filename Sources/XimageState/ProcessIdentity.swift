#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One process for good: its number alone is used again by others.
package struct ProcessIdentity: Hashable, Sendable {
    /// Differs with each start of the machine; empty where that is not known.
    package var boot: String
    /// The space in which process numbers mean the same: containers on one machine have different ones.
    package var space: String
    package var pid: Int32
    /// In the machine's ticks since its start.
    package var start: Int

    package init(boot: String, space: String, pid: Int32, start: Int) {
        self.boot = boot
        self.space = space
        self.pid = pid
        self.start = start
    }
}

/// The processes of this machine, as a parameter.
package struct ProcessTable: Sendable {
    package let current: ProcessIdentity
    /// Start of a living process in ticks; `nil` when there is none with that number.
    package let start: @Sendable (Int32) -> Int?
    /// Milliseconds since the start of the machine, sleep included, the same for all its processes; `nil`
    /// where there is no such clock.
    package let machineUptime: @Sendable () -> Int?

    package init(
        current: ProcessIdentity, start: @escaping @Sendable (Int32) -> Int?,
        machineUptime: @escaping @Sendable () -> Int?
    ) {
        self.current = current
        self.start = start
        self.machineUptime = machineUptime
    }

    /// From `/proc`. Where that is missing, leases of others end by the clock alone.
    package static func live() -> ProcessTable {
        let pid = getpid()
        let boot = contents("/proc/sys/kernel/random/boot_id").map { String($0.prefix { $0 != "\n" }) } ?? ""
        let identity = ProcessIdentity(boot: boot, space: space(), pid: pid, start: startOfProcess(pid) ?? 0)
        return ProcessTable(current: identity, start: startOfProcess, machineUptime: uptime)
    }

    /// Whether the process is known to have ended. False when that cannot be known from here.
    package func hasEnded(_ process: ProcessIdentity) -> Bool {
        guard !process.boot.isEmpty, !process.space.isEmpty, process.boot == current.boot,
            process.space == current.space, process.start > 0
        else { return false }
        return start(process.pid) != process.start
    }

    /// Field 22 of `/proc/PID/stat`. A process that ended and was not yet waited for counts as gone.
    @Sendable private static func startOfProcess(_ pid: Int32) -> Int? {
        // The name, field 2, may hold blanks and parentheses.
        guard let text = contents("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return Int(fields[19])
    }

    @Sendable private static func uptime() -> Int? {
        guard let text = contents("/proc/uptime"), let seconds = Double(text.prefix { $0 != " " }) else {
            return nil
        }
        return Int(seconds * 1000)
    }

    private static func space() -> String {
        var buffer = [CChar](repeating: 0, count: 64)
        let count = readlink("/proc/self/ns/pid", &buffer, buffer.count)
        return count > 0
            ? String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : ""
    }

    private static func contents(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }
}
