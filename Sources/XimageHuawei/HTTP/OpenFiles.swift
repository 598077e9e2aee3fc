import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How many files and connections this process may still open. NIO ends the process where an event loop gets none.
package enum OpenFiles {
    /// Fewer are left than a command needs that reaches a cloud.
    package struct Shortage: Error, Hashable, Sendable {
        package let limit: Int
        package let open: Int
        /// At least, beside those.
        package let needed: Int
    }

    package enum Peer: Sendable {
        case cloud
        /// Both ends of each connection are in this process.
        case sandbox

        /// Files for each connection to one host, at most: a command talks to several services at once.
        fileprivate var filesPerConnection: Int {
            switch self {
            case .cloud: 8
            case .sandbox: 2
            }
        }
    }

    /// State, sandbox and facts with SQLite's helper files, one event loop, look-ups of names.
    private static let base = 20
    private static let filesPerLoop = 3
    /// Nobody needs more: loops and connections are bounded.
    private static let ample = 4096

    /// Takes what this user may have, and lets few event loops run where that is little. Once, before the first connection.
    package static func prepare() {
        var limits = rlimit()
        guard getrlimit(openFiles, &limits) == 0 else { return }
        let wanted = min(limits.rlim_max, rlim_t(ample))
        if limits.rlim_cur < wanted {
            limits.rlim_cur = wanted
            _ = setrlimit(openFiles, &limits)
        }
        let loops = max(1, limit / 64)
        if loops < System.coreCount { NIOSingletons.groupLoopCountSuggestion = loops }
    }

    /// How many connections to one host may be open at once.
    ///
    /// - Throws: where not even one can.
    package static func connections(to peer: Peer, most: Int) throws(Shortage) -> Int {
        let limit = limit
        guard limit < ample else { return most }
        let open = (0..<limit).count { fcntl(Int32($0), F_GETFD) >= 0 }
        let loops = min(System.coreCount, max(1, limit / 64))
        let left = limit - open - base - loops * filesPerLoop
        let least = 2
        guard left >= least else {
            throw Shortage(limit: limit, open: open, needed: base + loops * filesPerLoop + least)
        }
        return min(most, max(1, left / peer.filesPerConnection))
    }

    private static var limit: Int {
        var limits = rlimit()
        guard getrlimit(openFiles, &limits) == 0 else { return ample }
        return Int(min(limits.rlim_cur, rlim_t(ample)))
    }

    #if canImport(Glibc)
        private static let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let openFiles = RLIMIT_NOFILE
    #endif
}
