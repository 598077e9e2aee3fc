import CMalloc

/// How the C library hands out memory.
enum Memory {
    /// Lets all threads share one pool. By default glibc gives each thread its own, which leaves a tenth more of a
    /// large plan's memory unused, and grows in steps of pages with a system call each. Before the first thread.
    static func keepTogether() {
        #if canImport(Glibc)
            _ = mallopt(M_ARENA_MAX, 1)
            _ = mallopt(M_TOP_PAD, 4 << 20)
        #endif
    }
}
