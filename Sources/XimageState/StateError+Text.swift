internal import XimageCore

extension StateError {
    /// What exactly, then why it matters.
    package var detail: String {
        switch self {
        case .missing(let path): "No file at \(path)."
        case .locked(let lock): "\(lock.sentence) Two runs at once would make objects twice."
        case .lockLost(let lock): Self.lossDetail(lock)
        case .otherLock(let given, let held):
            held.map { "The lock is \($0.id), not \(given). \($0.sentence)" } ?? "There is no lock \(given)."
        case .busy(let path): "\(path) was held by another process for longer than the waiting time."
        case .foreign, .otherProject, .otherEnvironment, .unclaimedEnvironment, .newer, .empty, .truncated,
            .logLost, .damaged:
            damageDetail
        case .readOnly(let path):
            "\(path) or its folder cannot be written. Without a record ximage changes nothing in the cloud."
        case .denied(let path): "The permissions of \(path) do not allow reading."
        case .diskFull(let path):
            "The file system of \(path) is full. What was recorded before is intact; the last change is not "
                + "recorded."
        case .vanished(let path):
            "\(path) was removed or replaced while this run used it. What is written now would be lost."
        case .inputOutput(let path, let detail): "\(path): \(detail)."
        case .secretRefused(let address, let attribute):
            "\(attribute.map { "\($0) of " } ?? "")\(address) holds a secret. Secrets never enter state. "
                + "This is a bug in ximage."
        case .noSuchSerial(let serial, let oldest, let newest):
            "Serial \(serial) was asked for; the history holds \(oldest) to \(newest)."
        case .refused(let detail): "\(detail) This is a bug in ximage."
        }
    }

    private var damageDetail: String {
        switch self {
        case .foreign(let path, let detail): "\(path) \(detail). It was left as it is."
        case .otherProject(let path, let expected, let found):
            "\(path) belongs to the project \(found); the manifest's project is \(expected). "
                + "Applying one project to the state of another would remove what the other made."
        case .otherEnvironment(let path, let expected, let found):
            "\(path) belongs to \(Self.environment(found)); this run is for \(Self.environment(expected)). "
                + "A run for one environment would delete what another created."
        case .unclaimedEnvironment(let path, let environment):
            "\(path) was written by an earlier version and does not say which environment it is of. A deletion for "
                + "\(environment) could delete what another environment created."
        case .newer(let path, let version, let supported):
            "\(path) has format \(version); this ximage reads up to \(supported). It was left as it is."
        case .empty(let path):
            "\(path) has no bytes. ximage never leaves such a file; something else made or emptied it."
        case .truncated(let path, let expected, let found):
            "\(path) should have at least \(expected) bytes and has \(found). It was left as it is."
        case .logLost(let path):
            "The last run on \(path) did not end properly, and \(path)-wal, which holds its last records, is "
                + "gone. State may lack objects that exist."
        case .damaged(let path, let invariant, let detail):
            "\(path) breaks \(invariant.rawValue) (\(invariant.statement)): \(detail). It was left as it is."
        default: ""
        }
    }

    private static func lossDetail(_ lock: LockInfo?) -> String {
        guard let lock else {
            return "Somebody removed the lock of this run. It stops here, so that no two runs act at once."
        }
        return
            "\(lock.sentence) This run was silent for longer than its lease, and stops here, so that no two "
            + "runs act at once."
    }

    /// What to do, when we know.
    package var fix: String? {
        switch self {
        case .missing: "Run `ximage apply`: it finds objects that exist already by their marks."
        case .locked(let lock), .otherLock(_, let lock?):
            "Wait for it with `--lock-timeout 10m`; if it is known to be dead:\n"
                + "    ximage state unlock \(lock.id)"
        case .otherLock(_, nil): "Nothing needs to be done."
        case .lockLost:
            "Run `ximage apply` again when the other run has ended; it goes on from what is recorded."
        case .busy: "Try again; if it lasts, look for a stopped ximage process."
        case .foreign: "Name another path under `state:` in the manifest, or move the file away."
        case .otherProject: "Give each project its own path under `state:` in the manifest."
        case .otherEnvironment(_, let expected, let found):
            found.isEmpty
                ? "Give each environment its own `state.path`, such as `.ximage/state-\(expected).db`."
                : "Run with `--env \(found)`, or give each environment its own `state.path`."
        case .unclaimedEnvironment(_, let environment):
            "If it is the state of \(environment), record that first:\n    ximage apply --env \(environment.shellQuoted)"
        case .newer: "Use the ximage that wrote it, or a newer one."
        case .empty, .truncated, .damaged:
            "Recreate state from the cloud; the file is kept under another name:\n    ximage state recover"
        case .logLost:
            "Put the -wal file back beside it. If it is lost, recreate state from the cloud; the file is kept under another "
                + "name:\n    ximage state recover"
        case .readOnly: "Make the folder writable for this user, or name another path under `state:`."
        case .denied: "Give this user read permission on the file."
        case .diskFull: "Make room and run the command again; it goes on from what is recorded."
        case .vanished: "Put the file back, or recreate state from the cloud:\n    ximage state recover"
        case .inputOutput: "Check the disk, then run the command again; it goes on from what is recorded."
        case .noSuchSerial: "Name a serial within the range that the message gives."
        case .secretRefused, .refused: "Please report it, with the command and its output."
        }
    }
}

extension StateError {
    fileprivate static func environment(_ name: String) -> String {
        name.isEmpty ? "a set without environments" : "the environment \(name)"
    }
}
