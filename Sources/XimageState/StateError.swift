package import XimageCore

/// Why state could not be read or written. Every case leaves the file as it was.
package enum StateError: Error, Hashable, Sendable {
    /// There is no state file, and none was to be made.
    case missing(path: String)
    /// Another run works on this state.
    case locked(LockInfo)
    /// This run's lock was taken over or removed; it must not act any more.
    case lockLost(LockInfo?)
    /// `unlock` was given an id that is not the lock's.
    case otherLock(given: String, held: LockInfo?)
    /// Another process is in the middle of a write and did not end it in time.
    case busy(path: String)

    /// A file that is not a state file of ximage.
    case foreign(path: String, detail: String)
    case otherProject(path: String, expected: String, found: String)
    /// Of another environment of the set; an empty name is a run without one.
    case otherEnvironment(path: String, expected: String, found: String)
    /// Of an earlier version, which did not record the environment.
    case unclaimedEnvironment(path: String, environment: String)
    /// Written by a newer ximage.
    case newer(path: String, version: Int, supported: Int)
    /// A file of zero bytes.
    case empty(path: String)
    /// Shorter than it says of itself.
    case truncated(path: String, expectedBytes: Int, foundBytes: Int)
    /// The write-ahead log beside the file is gone although the last run did not end properly.
    case logLost(path: String)
    /// Fails the numbered invariant; see ``IntegrityCheck``.
    case damaged(path: String, invariant: Invariant, detail: String)

    /// The folder or file may not be written, or the file system is mounted read-only.
    case readOnly(path: String)
    /// The file may not even be read.
    case denied(path: String)
    case diskFull(path: String)
    /// The file or its folder was removed or replaced while in use.
    case vanished(path: String)
    case inputOutput(path: String, detail: String)

    /// A secret reached state. Nothing of the batch was written.
    case secretRefused(Address, AttributeName?)
    /// No history reaches that far.
    case noSuchSerial(Int, oldest: Int, newest: Int)
    /// The caller asked for something that breaks an invariant: a bug in ximage.
    case refused(detail: String)
}

extension StateError {
    /// Exit status of a command that ends with this error.
    package var exitClass: Int32 {
        switch self {
        case .locked, .lockLost, .otherLock, .busy: 5
        case .foreign, .otherProject, .otherEnvironment, .unclaimedEnvironment, .newer, .empty, .truncated,
            .logLost, .damaged:
            7
        case .missing, .readOnly, .denied, .diskFull, .vanished, .inputOutput, .secretRefused, .noSuchSerial,
            .refused:
            1
        }
    }

    /// True when the same write may pass later and nothing is wrong with what was written before.
    package var isTransient: Bool {
        switch self {
        case .busy, .diskFull, .inputOutput, .readOnly: true
        default: false
        }
    }

    /// Stable word for machines.
    package var code: String {
        switch self {
        case .missing: "state-missing"
        case .locked: "state-locked"
        case .lockLost: "state-lock-lost"
        case .otherLock: "state-other-lock"
        case .busy: "state-busy"
        case .foreign: "state-foreign"
        case .otherProject: "state-other-project"
        case .otherEnvironment: "state-other-environment"
        case .unclaimedEnvironment: "state-unclaimed-environment"
        case .newer: "state-newer"
        case .empty: "state-empty"
        case .truncated: "state-truncated"
        case .logLost: "state-log-lost"
        case .damaged: "state-damaged"
        case .readOnly: "state-read-only"
        case .denied: "state-denied"
        case .diskFull: "state-disk-full"
        case .vanished: "state-vanished"
        case .inputOutput: "state-io"
        case .secretRefused: "state-secret-refused"
        case .noSuchSerial: "state-no-such-serial"
        case .refused: "state-refused"
        }
    }

    /// A few words, without names or numbers.
    package var summary: String {
        switch self {
        case .missing: "There is no state file"
        case .locked: "State is locked by another run"
        case .lockLost: "The lock on the state was lost"
        case .otherLock: "The lock has another id"
        case .busy: "State is being written by another process"
        case .foreign: "Not a state file of ximage"
        case .otherProject: "State of another project"
        case .otherEnvironment: "State of another environment"
        case .unclaimedEnvironment: "State of an unknown environment"
        case .newer: "State of a newer ximage"
        case .empty: "The state file is empty"
        case .truncated: "The state file is cut off"
        case .logLost: "The log of the state file is gone"
        case .damaged: "The state file is damaged"
        case .readOnly: "The state file cannot be written"
        case .denied: "The state file cannot be read"
        case .diskFull: "No space left for the state file"
        case .vanished: "The state file disappeared"
        case .inputOutput: "The state file could not be read or written"
        case .secretRefused: "A secret was about to be stored"
        case .noSuchSerial: "State history does not reach that far"
        case .refused: "State refused a change"
        }
    }

    package var diagnostic: Diagnostic {
        Diagnostic(code: code, summary: summary, detail: detail, fix: fix)
    }
}

extension StateError: CustomStringConvertible {
    package var description: String {
        fix.map { "\(summary): \(detail) \($0)" } ?? "\(summary): \(detail)"
    }
}
