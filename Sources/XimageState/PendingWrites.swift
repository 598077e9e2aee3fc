#if DEBUG
    import Synchronization

    /// How many transactions are on their way, of all state files of this process: lets a simulated clock stand still
    /// meanwhile. Part of debug builds only.
    package enum PendingWrites {
        private static let underway = Mutex(0)

        package static var count: Int { underway.withLock { $0 } }

        /// What a transaction waits for before it begins; `nil` for nothing. A simulation lets it begin when whoever asked
        /// for it sleeps, so that its end always comes as an event and never within the call.
        package static var gate: (@Sendable () -> Void)? {
            get { held.withLock { $0 } }
            set { held.withLock { $0 = newValue } }
        }
        private static let held = Mutex<(@Sendable () -> Void)?>(nil)

        static func begin() { underway.withLock { $0 += 1 } }
        static func end() { underway.withLock { $0 -= 1 } }
    }
#endif
