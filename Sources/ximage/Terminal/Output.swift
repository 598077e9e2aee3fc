import Glibc
import Synchronization
import XimageRendering

/// The two streams: results for whoever reads them, and the rest.
struct Output: Sendable {
    private let resultDescriptor: Int32
    private let messageDescriptor: Int32

    static let standard = Output(resultDescriptor: 1, messageDescriptor: 2)

    init(resultDescriptor: Int32, messageDescriptor: Int32) {
        self.resultDescriptor = resultDescriptor
        self.messageDescriptor = messageDescriptor
    }

    /// To standard output. A reader that has gone away is no error: the work goes on. What cannot be written for another
    /// reason, such as a full disk, is kept in ``loss``, and ends the program with an error when the work is done.
    func result(_ text: String) {
        write(SafeOutput.shown(text, allowsColour: Self.isTerminal(resultDescriptor)))
    }

    /// The same for a file that reads back as itself, such as the layout of what standard input gave.
    func verbatim(_ text: String) { write(text) }

    private func write(_ text: String) {
        guard let reason = Self.write(text, to: resultDescriptor), reason != EPIPE else { return }
        Self.firstLoss.withLock { $0 = $0 ?? String(cString: strerror(reason)) }
    }

    private static let firstLoss = Mutex<String?>(nil)

    /// Why some results were not written; `nil` when all were.
    static var loss: String? { firstLoss.withLock { $0 } }

    /// A file that is opened later must not take the place of a stream that is closed: results would be written into it.
    static func occupyClosedStreams() {
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDONLY)
        }
    }

    /// To standard error.
    func message(_ text: String) {
        draw(SafeOutput.shown(text, allowsColour: Self.isTerminal(messageDescriptor)))
    }

    /// To standard error, for what moves the cursor of a terminal; texts in it are safe already.
    func draw(_ text: String) { _ = Self.write(text, to: messageDescriptor) }

    private static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// A reader that closes its end must not end an apply half-way.
    static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

    /// The system's number of what went wrong; `nil` when all was written.
    private static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var text = text
        return text.withUTF8 { bytes in
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
                    return errno
                }
            }
            return nil
        }
    }
}
