#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Asks whether something accepts connections at an address. One try, two seconds at most, and no thread is held.
package enum TCPProbe {
    /// - Parameter address: an IPv4 address in digits.
    package static func accepts(_ address: String, _ port: Int) async -> Bool {
        guard let socket = begin(address, port) else { return false }
        defer { close(socket) }
        for _ in 0..<40 {
            var entry = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
            if poll(&entry, 1, 0) > 0 { return hasConnected(socket) }
            do { try await Task.sleep(for: .milliseconds(50)) } catch { return false }
        }
        return false
    }

    /// A connection under way; `nil` when it was refused at once.
    private static func begin(_ text: String, _ port: Int) -> Int32? {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
        guard inet_pton(AF_INET, text, &address.sin_addr) == 1 else { return nil }
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let handle = socket(AF_INET, kind, 0)
        guard handle >= 0 else { return nil }
        _ = fcntl(handle, F_SETFL, fcntl(handle, F_GETFL) | O_NONBLOCK)
        let answer = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard answer == 0 || errno == EINPROGRESS else {
            close(handle)
            return nil
        }
        return handle
    }

    private static func hasConnected(_ socket: Int32) -> Bool {
        var problem: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(socket, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 && problem == 0
    }
}
