import Foundation
import Glibc

/// One run of a program, with what it cost.
struct Child {
    /// Wall-clock seconds.
    var wall: Double
    /// Seconds of processor time, user and system.
    var cpu: Double
    /// Peak resident memory in MiB, of the program alone.
    var peakMiB: Double
    /// Transactions that were made durable.
    var commits: Int
    var status: Int32

    /// Beside this program; see `inside.h`.
    static let library: String = {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("libinside.so")
            .path
    }()

    /// Runs a program to its end. Its output goes to `output`.
    static func run(_ arguments: [String], output: String = "/dev/null") throws -> Child {
        let inside = output == "/dev/null" ? NSTemporaryDirectory() + "figures-inside" : output + ".inside"
        unlink(inside)
        let began = DispatchTime.now().uptimeNanoseconds
        let pid = try spawn(arguments, output: output, inside: inside)
        var status: Int32 = 0
        var usage = rusage()
        while wait4(pid, &status, 0, &usage) < 0, errno == EINTR {}
        let wall = Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        let numbers = ((try? String(contentsOfFile: inside, encoding: .utf8)) ?? "").split(separator: " ")
            .compactMap { Int($0) }
        return Child(
            wall: wall, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            peakMiB: Double(numbers.first ?? 0) / 1024, commits: numbers.count > 1 ? numbers[1] : 0,
            status: (status >> 8) & 0xFF)
    }

    /// Starts a program and goes on. The caller ends it and waits for it.
    static func spawn(_ arguments: [String], output: String, inside: String? = nil) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var variables = ProcessInfo.processInfo.environment
        if let inside {
            variables["LD_PRELOAD"] = library
            variables["FIGURES_INSIDE"] = inside
        }
        var words = arguments.map { strdup($0) } + [nil]
        var environment = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + environment { free(word) } }
        var pid: pid_t = 0
        let result = posix_spawn(&pid, arguments[0], &actions, nil, &words, &environment)
        guard result == 0 else {
            throw Failure("cannot start \(arguments[0]): \(String(cString: strerror(result)))")
        }
        return pid
    }
}

struct Failure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}
