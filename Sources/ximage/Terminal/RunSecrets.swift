import Synchronization
import XimageCore
import XimageRendering

/// The keys of this run, which no stream and no log shows, whoever quotes them. Findings and answers are redacted where they come
/// from, with more secrets and more context; this is the last gate.
enum RunSecrets {
    /// Shorter values may be ordinary words.
    private static let shortest = 16
    private static let known = Mutex(Redactor(inEnvironment(ProcessEnvironment.all)))

    static func add(_ secrets: [Secret]) {
        known.withLock { known in
            for secret in secrets where secret.reveal().utf8.count >= shortest { known.add(secret) }
        }
    }

    static func redacted(_ text: String) -> String { known.withLock { $0 }.redacted(text) }

    /// Keys are known before anything asks for them: a wrong command line may be all that is printed.
    private static func inEnvironment(_ variables: [String: String]) -> [Secret] {
        variables.filter { name, value in
            ["HUAWEICLOUD_", "HW_"].contains { name.hasPrefix($0) }
                && ["_AK", "_SK", "_KEY", "_TOKEN"].contains { name.hasSuffix($0) }
                && value.utf8.count >= shortest
        }.map { Secret($0.value) }
    }
}

extension SafeOutput {
    /// What a stream or a log of this run may show of a text: the one gate of both.
    static func shown(_ text: String, allowsColour: Bool = false) -> String {
        Self.text(RunSecrets.redacted(text), allowsColour: allowsColour)
    }
}
