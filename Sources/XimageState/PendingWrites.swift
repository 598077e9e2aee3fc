#if DEBUG
    import Synchronization

    /// How many transactions are on their way, of all state files of this process: lets a simulated clock stand still
    /// meanwhile. Part of debug builds only.
    package enum PendingWrites {
        private static let underway = Mutex(0)

        package static var count: Int { underway.withLock { $0 } }

        static func begin() { underway.withLock { $0 += 1 } }
        static func end() { underway.withLock { $0 -= 1 } }
    }
#endif
