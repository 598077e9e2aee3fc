import NIOCore

/// An answer as it came.
package struct RawAnswer: Hashable, Sendable {
    package var status: Int
    package var body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Stands between the services and those who read their answers.
package typealias AnswerTap = @Sendable (_ call: Call, _ answer: RawAnswer) -> RawAnswer

extension HTTPAnswer {
    /// The answer as `tap` changes it.
    func passed(through tap: AnswerTap, _ call: Call) -> HTTPAnswer {
        let changed = tap(call, RawAnswer(status: status, body: Array(body.readableBytesView)))
        return HTTPAnswer(status: changed.status, headers: headers, body: ByteBuffer(bytes: changed.body))
    }
}
