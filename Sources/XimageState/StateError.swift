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
    case foreign(path: String, detail: RuleArgument)
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
    case damaged(path: String, invariant: Invariant, detail: RuleArgument)

    /// The folder or file may not be written, or the file system is mounted read-only.
    case readOnly(path: String)
    /// The file may not even be read.
    case denied(path: String)
    case diskFull(path: String)
    /// The file or its folder was removed or replaced while in use.
    case vanished(path: String)
    case inputOutput(path: String, detail: RuleArgument)

    /// A secret reached state. Nothing of the batch was written.
    case secretRefused(Address, AttributeName?)
    /// No history reaches that far.
    case noSuchSerial(Int, oldest: Int, newest: Int)
    /// The caller asked for something that breaks an invariant: a bug in ximage.
    case refused(detail: RuleArgument)
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
}
