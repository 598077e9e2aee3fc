import Glibc
import Synchronization
import XimageCore
import XimageGuest
import XimageRendering

/// Receives the lines of the request log, each with its newline. Called from any task.
typealias LineReceiver = @Sendable (String) -> Void

/// Where the request log goes: to standard error with `--debug`, to the file that `XIMAGE_LOG` names, to both or nowhere.
enum RequestLines {
    static let variable = "XIMAGE_LOG"

    /// Opens what was asked for; `nil` when nothing was.
    /// - Parameters:
    ///   - file: the value of ``variable``; empty counts as not set.
    ///   - show: writes to standard error.
    static func receiver(
        showsThem: Bool, file: String?, show: @escaping LineReceiver
    ) throws(Failure) -> LineReceiver? {
        guard let file, !file.isEmpty else { return showsThem ? show : nil }
        let log = try LogFile(file, report: show)
        guard showsThem else { return { log.keep($0) } }
        return { line in
            log.keep(line)
            show(line)
        }
    }
}

/// A file that lines are appended to, each as soon as it is known.
private final class LogFile: Sendable {
    private let path: String
    private let descriptor: Int32
    private let report: LineReceiver
    private let isBroken = Mutex(false)

    /// Creates a missing file so that its owner alone can read it.
    init(_ path: String, report: @escaping LineReceiver) throws(Failure) {
        // A pipe without a reader would hold the run.
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else {
            let isPipe = errno == ENXIO && InspectedFile.isPipe(path)
            let reason = isPipe ? "it is a pipe that nobody reads" : Files.reason()
            throw Failure(
                .requestLogUnwritable,
                [
                    "variable": "\(RequestLines.variable)", "file": "\(path.visible)",
                    "reason": "\(reason)", "advice": "unset \(RequestLines.variable)",
                ])
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0,
            status.st_mode & S_IFMT != S_IFREG || status.st_uid == geteuid()
        else {
            close(descriptor)
            throw Failure(
                .requestLogForeign,
                [
                    "variable": "\(RequestLines.variable)", "file": "\(path.visible)",
                    "advice": "unset \(RequestLines.variable)",
                ])
        }
        self.path = path
        self.report = report
    }

    deinit { close(descriptor) }

    /// How long a reader of the log may hold the run, in milliseconds.
    private static let patience: Int32 = 10_000

    /// A full disk does not stop the run: the log ends, and that is reported once.
    func keep(_ line: String) {
        isBroken.withLock { isBroken in
            guard !isBroken,
                let reason = Files.write(
                    Array(SafeOutput.shown(line).utf8), through: descriptor, patience: Self.patience)
            else { return }
            isBroken = true
            report("The request log `\(path.visible)` ends here: \(reason).\n")
        }
    }
}
