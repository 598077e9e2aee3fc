package import XimageCore

/// Receives each attempt at a call when the attempt ends. Called from any task.
package typealias RequestLog = @Sendable (RequestRecord) -> Void

/// One attempt at a call. It holds no header value, no query and no body, so that no secret can be in it.
package struct RequestRecord: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case status(Int)
        /// No whole answer came.
        case failed(TransportProblem)
    }

    /// When the attempt started.
    package var time: Timestamp
    package var service: Service
    package var method: String
    /// As sent: percent-encoded, without the query.
    package var path: String
    package var outcome: Outcome
    /// From the first byte sent to the last byte read.
    package var duration: Duration
    /// The service's own id; `nil` when the answer has none.
    package var requestID: String?
    /// From 1; each retry adds 1.
    package var attempt: Int

    package init(
        time: Timestamp, service: Service, method: String, path: String, outcome: Outcome, duration: Duration,
        requestID: String?, attempt: Int
    ) {
        self.time = time
        self.service = service
        self.method = method
        self.path = path
        self.outcome = outcome
        self.duration = duration
        self.requestID = requestID
        self.attempt = attempt
    }

    /// One line of printable ASCII, without a newline:
    /// `2026-01-15T08:09:10.123Z ecs GET /v1/p/jobs/j1 status=200 duration=35ms request=req-1 attempt=1`.
    package var line: String {
        let status =
            switch outcome {
            case .status(let code): String(code)
            case .failed(let problem): problem.rawValue
            }
        let request = requestID.flatMap { $0.isEmpty ? nil : $0 } ?? "-"
        return [
            Self.withMilliseconds(time), service.rawValue, method, Self.word(path), "status=\(status)",
            "duration=\(duration.milliseconds)ms", "request=\(Self.word(request))", "attempt=\(attempt)",
        ].joined(separator: " ")
    }

    private static func withMilliseconds(_ time: Timestamp) -> String {
        time.milliseconds % 1000 == 0 ? time.description.dropLast() + ".000Z" : time.description
    }

    /// A service chooses its request ids: what is not visible ASCII becomes `%XX`, so that no id starts a line,
    /// looks like another column or steers a terminal. A long one is cut.
    private static func word(_ text: String) -> String {
        var result = ""
        for byte in text.utf8.prefix(longestWord) {
            if (0x21...0x7E).contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += PercentEncoding.encode(bytes: CollectionOfOne(byte))
            }
        }
        return result
    }

    private static let longestWord = 512
}
