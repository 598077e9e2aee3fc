import Foundation
import Testing
import XimageEngine

/// The probe against real sockets on the loopback interface.
@Suite struct TCPProbeTests {
    /// A socket of this process on 127.0.0.1.
    private final class Listener {
        let handle: Int32
        let port: Int
        private var clients: [Int32] = []

        /// - Parameter backlog: connections that may wait to be accepted; `nil` to listen for none.
        init(backlog: Int32?) throws {
            let made = socket(AF_INET, Self.stream, 0)
            handle = made
            var address = Self.loopback(port: 0)
            try #require(Self.with(&address) { bind(made, $0, $1) } == 0)
            if let backlog { try #require(listen(made, backlog) == 0) }
            var size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let named = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(made, $0, &size) }
            }
            try #require(named == 0)
            port = Int(UInt16(bigEndian: address.sin_port))
        }

        /// Takes all room for connections: whoever comes next gets no answer at all.
        func fill(_ count: Int) {
            for _ in 0..<count {
                let client = socket(AF_INET, Self.stream, 0)
                _ = fcntl(client, F_SETFL, fcntl(client, F_GETFL) | O_NONBLOCK)
                var address = Self.loopback(port: port)
                _ = Self.with(&address) { connect(client, $0, $1) }
                clients.append(client)
            }
        }

        func end() { for socket in clients + [handle] { close(socket) } }

        private static func loopback(port: Int) -> sockaddr_in {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(UInt16(port)).bigEndian
            inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
            return address
        }

        private static func with(
            _ address: inout sockaddr_in, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
        ) -> Int32 {
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    call($0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }

        private static var stream: Int32 {
            #if canImport(Glibc)
                Int32(SOCK_STREAM.rawValue)
            #else
                SOCK_STREAM
            #endif
        }
    }

    @Test("A port that something listens on accepts")
    func accepts() async throws {
        let listener = try Listener(backlog: 8)
        defer { listener.end() }
        #expect(await TCPProbe.accepts("127.0.0.1", listener.port))
    }

    @Test("A port that nothing listens on refuses")
    func refuses() async throws {
        let listener = try Listener(backlog: nil)
        defer { listener.end() }
        #expect(await !TCPProbe.accepts("127.0.0.1", listener.port))
    }

    @Test("No answer within two seconds counts as no")
    func staysSilent() async throws {
        let listener = try Listener(backlog: 0)
        defer { listener.end() }
        listener.fill(8)
        let clock = ContinuousClock()
        let start = clock.now
        #expect(await !TCPProbe.accepts("127.0.0.1", listener.port))
        #expect(start.duration(to: clock.now) >= .seconds(2))
    }

    @Test("A probe that is cancelled ends at once")
    func cancelled() async throws {
        let listener = try Listener(backlog: 0)
        defer { listener.end() }
        listener.fill(8)
        let port = listener.port
        let answers = await withTaskGroup(of: Bool.self) { group in
            group.addTask { await TCPProbe.accepts("127.0.0.1", port) }
            group.cancelAll()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers == [false])
    }

    @Test(
        "What is no IPv4 address in digits accepts nothing", arguments: ["", "localhost", "::1", "127.0.0"])
    func address(_ text: String) async throws {
        let listener = try Listener(backlog: 8)
        defer { listener.end() }
        #expect(await !TCPProbe.accepts(text, listener.port))
    }
}
