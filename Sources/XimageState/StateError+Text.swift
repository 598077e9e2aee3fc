package import XimageCore

extension StateError {
    /// What, why it matters, and what to do, when we know.
    package var diagnostic: Diagnostic {
        switch self {
        case .missing(let path): Diagnostic(.stateMissing, ["path": "\(path)"])
        case .locked(let lock): Diagnostic(.stateLocked, ["lock": lock.sentence, "id": "\(lock.id)"])
        case .lockLost(nil): Diagnostic(.lockRemoved)
        case .lockLost(let lock?): Diagnostic(.lockTaken, ["lock": lock.sentence])
        case .otherLock(let given, nil): Diagnostic(.noLock, ["given": "\(given)"])
        case .otherLock(let given, let lock?):
            Diagnostic(.otherLock, ["given": "\(given)", "id": "\(lock.id)", "lock": lock.sentence])
        case .busy(let path): Diagnostic(.stateBusy, ["path": "\(path)"])
        case .noSuchSerial(let serial, let oldest, let newest):
            Diagnostic(
                .noSuchSerial, ["serial": "\(serial)", "oldest": "\(oldest)", "newest": "\(newest)"])
        case .secretRefused(let address, let attribute):
            Diagnostic(
                .secretInState,
                [
                    "object": "\(address)",
                    "attribute": attribute.map { RuleArgument("\($0) of ", zh: " 的 \($0) ") }
                        ?? RuleArgument("", zh: " "),
                ])
        case .refused(let detail): Diagnostic(.stateRefused, ["detail": detail])
        case .otherProject, .otherEnvironment, .unclaimedEnvironment: ofOthers
        case .foreign, .newer, .empty, .truncated, .logLost, .damaged, .readOnly, .denied, .diskFull,
            .vanished, .inputOutput:
            ofFile
        }
    }

    private var ofOthers: Diagnostic {
        switch self {
        case .otherProject(let path, let expected, let found):
            Diagnostic(
                .stateOfOtherProject,
                ["path": "\(path)", "expected": "\(expected)", "found": "\(found)"])
        case .otherEnvironment(let path, let expected, let found):
            Diagnostic(
                found.isEmpty ? .stateWithoutEnvironment : .stateOfOtherEnvironment,
                [
                    "path": "\(path)", "expected": Self.environment(expected),
                    "found": Self.environment(found), "name": "\(found)", "wanted": "\(expected)",
                ])
        case .unclaimedEnvironment(let path, let environment):
            Diagnostic(
                .unclaimedState,
                [
                    "path": "\(path)", "environment": "\(environment)",
                    "command": "\(environment.shellQuoted)",
                ])
        default: preconditionFailure("This is a bug in ximage: \(self) is about no other state.")
        }
    }

    private var ofFile: Diagnostic {
        switch self {
        case .foreign(let path, let detail): Diagnostic(.foreignFile, ["path": "\(path)", "detail": detail])
        case .newer(let path, let version, let supported):
            Diagnostic(
                .newerState, ["path": "\(path)", "version": "\(version)", "supported": "\(supported)"])
        case .empty(let path): Diagnostic(.emptyState, ["path": "\(path)"])
        case .truncated(let path, let expected, let found):
            Diagnostic(
                .truncatedState, ["path": "\(path)", "expected": "\(expected)", "found": "\(found)"])
        case .logLost(let path): Diagnostic(.lostLog, ["path": "\(path)"])
        case .damaged(let path, let invariant, let detail):
            Diagnostic(
                .damagedState,
                [
                    "path": "\(path)", "invariant": "\(invariant.rawValue)",
                    "statement": RuleArgument(invariant.statement), "detail": detail,
                ])
        case .readOnly(let path): Diagnostic(.unwritableState, ["path": "\(path)"])
        case .denied(let path): Diagnostic(.deniedState, ["path": "\(path)"])
        case .diskFull(let path): Diagnostic(.fullDisk, ["path": "\(path)"])
        case .vanished(let path): Diagnostic(.vanishedState, ["path": "\(path)"])
        case .inputOutput(let path, let detail):
            Diagnostic(.stateInputOutput, ["path": "\(path)", "detail": detail])
        default: preconditionFailure("This is a bug in ximage: \(self) is about no file.")
        }
    }

    private static func environment(_ name: String) -> RuleArgument {
        name.isEmpty
            ? RuleArgument("a set without environments", zh: "没有环境的清单集")
            : RuleArgument("the environment \(name)", zh: "环境 \(name)")
    }

    /// Stable word for machines.
    package var code: String { diagnostic.code }

    /// A few words in English, without names or numbers.
    package var summary: String { diagnostic.summary }

    /// What exactly, then why it matters, in English.
    package var detail: String { diagnostic.detail }

    /// What to do in English, when we know.
    package var fix: String? { diagnostic.fix }
}

extension StateError: CustomStringConvertible {
    package var description: String {
        let diagnostic = diagnostic
        let text = "\(diagnostic.summary): \(diagnostic.detail)"
        return diagnostic.fix.map { "\(text) \($0)" } ?? text
    }
}
