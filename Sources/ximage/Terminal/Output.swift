import Glibc

/// The two streams: results for whoever reads them, and the rest.
struct Output: Sendable {
    private let resultDescriptor: Int32
    private let messageDescriptor: Int32

    static let standard = Output(resultDescriptor: 1, messageDescriptor: 2)

    init(resultDescriptor: Int32, messageDescriptor: Int32) {
        self.resultDescriptor = resultDescriptor
        self.messageDescriptor = messageDescriptor
    }

    /// To standard output. A reader that has gone away is no error: the work goes on.
    func result(_ text: String) { Self.write(text, to: resultDescriptor) }

    /// To standard error.
    func message(_ text: String) { Self.write(text, to: messageDescriptor) }

    /// A reader that closes its end must not end an apply half-way.
    static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var offset = 0
            while offset < bytes.count {
                let written = Glibc.write(
                    descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                if written >= 0 {
                    offset += written
                } else if errno == EAGAIN {
                    var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = Glibc.poll(&poll, 1, 1000)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
