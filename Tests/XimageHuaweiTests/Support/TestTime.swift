import Synchronization
import XimageCore

/// A small generator with a seed.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A clock that moves only when someone sleeps. Sleeping takes no real time.
final class VirtualTime: Sendable {
    private struct State {
        var uptime: Duration = .zero
        var sleeps: [Duration] = []
    }

    private let state = Mutex(State())
    private let start: Timestamp

    /// - Parameter start: the real time by default, since signatures are judged by it.
    init(start: Timestamp = Timestamp(milliseconds: 1_768_464_550_000)) { self.start = start }

    var sleeps: [Duration] { state.withLock { $0.sleeps } }
    var uptime: Duration { state.withLock { $0.uptime } }

    var source: TimeSource {
        TimeSource(
            now: { self.start + self.uptime }, uptime: { self.uptime },
            sleep: { duration in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.uptime += duration
                    state.sleeps.append(duration)
                }
                await Task.yield()
            })
    }
}
