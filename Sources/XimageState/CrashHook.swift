#if DEBUG
    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #else
        import Darwin
    #endif
    import Synchronization

    /// Ends the process without warning at a boundary that a test chose: places where a process could die with another
    /// outcome than a moment later. Part of debug builds only.
    ///
    /// | variable | means |
    /// | --- | --- |
    /// | `XIMAGE_CRASH_AT` | the number of the boundary to die at, from 1; 0 dies nowhere |
    /// | `XIMAGE_CRASH_DELAY` | microseconds from the start of a call to a death in its middle |
    /// | `XIMAGE_CRASH_COUNT` | a file that gets the number of boundaries when the process ends by itself |
    package enum CrashHook {
        private static let crossed = Mutex(0)
        private static let limit = number("XIMAGE_CRASH_AT")
        private static let delay = number("XIMAGE_CRASH_DELAY") ?? 1000

        /// Whether anybody counts.
        package static let isArmed: Bool = {
            guard limit != nil else { return false }
            atexit { CrashHook.tell() }
            return true
        }()

        package static func cross() {
            guard isArmed, next() else { return }
            die()
        }

        /// The boundary is somewhere in the middle of what comes next.
        package static func crossDuring() {
            guard isArmed, next() else { return }
            let thread = UnsafeMutablePointer<pthread_t>.allocate(capacity: 1)
            _ = pthread_create(
                thread, nil,
                { _ in
                    usleep(UInt32(CrashHook.delay))
                    CrashHook.die()
                }, nil)
        }

        private static func next() -> Bool {
            crossed.withLock { crossed in
                crossed += 1
                return crossed == limit
            }
        }

        private static func die() -> Never {
            kill(getpid(), SIGKILL)
            while true { sleep(1) }
        }

        private static func tell() {
            guard let path = getenv("XIMAGE_CRASH_COUNT") else { return }
            let descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
            let text = "\(crossed.withLock { $0 })\n"
            _ = text.utf8CString.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count - 1) }
            close(descriptor)
        }

        private static func number(_ name: String) -> Int? {
            getenv(name).flatMap { Int(String(cString: $0)) }
        }
    }
#endif
