import Foundation
import Glibc

/// The same request over and over, each on a connection that stays open.
enum Load {
    /// Answers a second.
    static func rate(_ request: [UInt8], port: Int, connections: Int, seconds: Int) throws -> Double {
        let end = Date().addingTimeInterval(Double(seconds))
        let counts = Counts(connections)
        let began = Date()
        let threads = (0..<connections).map { index in
            let thread = Thread {
                guard let connection = try? Connection(port: port) else { return counts.end(0, at: index) }
                var count = 0
                while Date() < end, (try? connection.ask(request)) != nil { count += 1 }
                counts.end(count, at: index)
            }
            thread.start()
            return thread
        }
        _ = threads
        let total = counts.wait()
        guard total > 0 else { throw Failure("the sandbox does not answer") }
        return Double(total) / Date().timeIntervalSince(began)
    }

    /// Seconds of the median answer.
    static func median(_ request: [UInt8], port: Int, rounds: Int) throws -> Double {
        let connection = try Connection(port: port)
        var times: [Double] = []
        for _ in 0..<rounds {
            let began = DispatchTime.now().uptimeNanoseconds
            _ = try connection.ask(request)
            times.append(Double(DispatchTime.now().uptimeNanoseconds - began) / 1e9)
        }
        return times.sorted()[rounds / 2]
    }
}

/// What each thread has counted.
private final class Counts: @unchecked Sendable {
    private let lock = NSCondition()
    private var total = 0
    private var running: Int

    init(_ running: Int) { self.running = running }

    func end(_ count: Int, at index: Int) {
        lock.lock()
        total += count
        running -= 1
        lock.broadcast()
        lock.unlock()
    }

    func wait() -> Int {
        lock.lock()
        defer { lock.unlock() }
        while running > 0 { lock.wait() }
        return total
    }
}

/// One connection; answers must say how long they are.
private final class Connection {
    private let descriptor: Int32
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)

    init(port: Int) throws {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure("cannot connect") }
    }

    deinit { close(descriptor) }

    /// Bytes of the answer's body. The answer must be 200.
    func ask(_ request: [UInt8]) throws -> Int {
        guard write(descriptor, request, request.count) == request.count else { throw Failure("cannot send") }
        var head: [UInt8] = []
        var received = 0
        var length: Int?
        while length.map({ received < $0 }) ?? true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { throw Failure("the connection ended") }
            if length != nil {
                received += count
                continue
            }
            head += buffer[..<count]
            guard let end = head.firstRange(of: Array("\r\n\r\n".utf8)) else { continue }
            let text = String(decoding: head[..<end.lowerBound], as: UTF8.self)
            guard text.hasPrefix("HTTP/1.1 200") else { throw Failure(String(text.prefix(60))) }
            let field = text.lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            length = field.flatMap { Int($0.dropFirst(15).trimmingCharacters(in: .whitespaces)) } ?? 0
            received = head.count - end.upperBound
        }
        return received
    }
}
