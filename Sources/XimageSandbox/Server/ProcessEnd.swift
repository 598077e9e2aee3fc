#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Ends the process as a power cut would: no handlers, no flushing.
func endProcess() -> Never {
    kill(getpid(), SIGKILL)
    while true { sleep(1) }
}
