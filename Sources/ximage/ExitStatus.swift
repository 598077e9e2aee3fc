import Glibc
import XimageCore
import XimagePlanning

/// How a run ended. Thrown by a command that has said everything already.
enum ExitStatus: Int32, Error, CaseIterable {
    case done = 0
    case error = 1
    /// `plan --detailed-exitcode`: there are changes.
    case changes = 2
    /// A rule forbids it.
    case blocked = 3
    /// The saved plan no longer fits.
    case stale = 4
    /// Another run holds the state.
    case locked = 5
    /// Some of the plan was not done.
    case incomplete = 6
    /// State is damaged, or of another project, environment, account or newer ximage, or older than its objects.
    case damaged = 7
    case interrupted = 130

    /// The one that counts when several apply; `done` for none.
    static func gravest(_ statuses: [ExitStatus]) -> ExitStatus {
        let order: [ExitStatus] = [
            .interrupted, .damaged, .locked, .stale, .error, .blocked, .incomplete, .changes,
        ]
        return order.first(where: statuses.contains) ?? .done
    }

    /// Ends the program. Results that were lost are an error, unless a graver one is reported.
    func exit() -> Never {
        guard let reason = Output.loss else { Glibc.exit(rawValue) }
        Output.standard.message("Results are lost: standard output cannot be written: \(reason).\n")
        Glibc.exit(self == .done || self == .changes ? ExitStatus.error.rawValue : rawValue)
    }
}

extension Plan {
    /// How a run ends that its errors block: a slip on the command line is no matter of rules.
    var refusal: ExitStatus {
        findings.contains { $0.severity == .error && OptionChecks.codes.contains($0.code) }
            ? .error : .blocked
    }
}
