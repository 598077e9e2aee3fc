import Foundation
import Synchronization

/// A port of this machine that counts who calls, and refuses everybody.
final class Listener: Sendable {
    let url: String
    private let descriptor: Int32
    private let count = Atomic(0)
    private let isOver = Atomic(false)

    var calls: Int { count.load(ordering: .acquiring) }

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else { throw POSIXError(.EADDRINUSE) }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        Thread.detachNewThread { [self] in
            while true {
                let caller = accept(listener, nil, nil)
                guard caller >= 0, !isOver.load(ordering: .acquiring) else { return }
                count.add(1, ordering: .releasing)
                var request = [UInt8](repeating: 0, count: 1 << 16)
                _ = read(caller, &request, request.count)
                let answer = Array(
                    "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                        .utf8)
                _ = send(caller, answer, answer.count, Int32(MSG_NOSIGNAL))
                close(caller)
            }
        }
    }

    func end() {
        isOver.store(true, ordering: .releasing)
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }
}
