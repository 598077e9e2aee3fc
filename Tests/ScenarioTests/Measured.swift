import Foundation
import XimageTestSupport

/// One run of the built program with what it cost.
struct Measured {
    var status: Int
    /// Peak resident memory in MiB.
    var peakMiB: Double
    /// Seconds of processor time, user and system.
    var cpu: Double
    /// Standard output and standard error.
    var said: [UInt8]

    var text: String { String(decoding: said, as: UTF8.self) }

    /// Runs the program to its end, or ends it after `limit` seconds, which gives the status 124.
    ///
    /// A small process in between starts it: the peak of a process counts the one it was started from.
    static func run(_ arguments: [String], of binary: String? = nil, limit: Int = 120) throws -> Measured {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("said-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let program = try Program(
            ["python3", "-c", script, "\(limit)", file.path, binary ?? Binary.path] + arguments)
        program.wait()
        let figures = String(decoding: program.said, as: UTF8.self)
        let numbers = figures.split(separator: " ").compactMap {
            Double($0.trimmingCharacters(in: .newlines))
        }
        guard numbers.count == 3 else { throw POSIXError(.EIO) }
        return Measured(
            status: Int(numbers[0]), peakMiB: numbers[1] / 1024, cpu: numbers[2],
            said: [UInt8](try Data(contentsOf: file)))
    }

    private static let script = """
        import resource, subprocess, sys
        with open(sys.argv[2], "wb") as said:
            child = subprocess.Popen(sys.argv[3:], stdin=subprocess.DEVNULL, stdout=said, stderr=said, env={"PATH": "/bin"})
            try:
                status = child.wait(float(sys.argv[1]))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
                status = 124
        use = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(status, use.ru_maxrss, use.ru_utime + use.ru_stime)
        """
}
