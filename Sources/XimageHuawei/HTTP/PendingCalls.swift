#if DEBUG
    import Synchronization

    /// How many requests are on their way, of all providers of this process: lets a simulated clock stand still
    /// meanwhile. Part of debug builds only.
    package enum PendingCalls {
        private static let underway = Mutex(0)

        package static var count: Int { underway.withLock { $0 } }

        static func begin() { underway.withLock { $0 += 1 } }
        static func end() { underway.withLock { $0 -= 1 } }
    }
#endif
