import XimageCore

/// The requests to one service in one region: how many at once, and how close together.
///
/// Both adapt: a refusal for going too fast halves the width, spreads the starts and holds the lane for the pause the
/// service asked for; each answer afterwards gives a little back.
actor Lane {
    private let time: TimeSource
    private let widest: Double
    private var width: Double
    private var running = 0
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var firstWaiting = 0
    private var heldUntil: Duration = .zero
    private var nextStart: Duration = .zero
    private var spacing: Duration = .zero

    private static let widestSpacing: Duration = .seconds(10)

    init(widest: Int, time: TimeSource) {
        self.widest = Double(widest)
        width = Double(widest)
        self.time = time
    }

    /// Returns when the request may start. Each call is matched by one of ``leave()``.
    func enter() async {
        if running >= Int(width) || firstWaiting < waiting.count {
            await withCheckedContinuation { waiting.append($0) }
        } else {
            running += 1
        }
        let now = time.uptime()
        var start = max(now, heldUntil, spacing > .zero ? nextStart : .zero)
        nextStart = start + spacing
        while start > time.uptime() {
            // A cancelled task goes on at once; its request then fails by itself.
            guard (try? await time.sleep(start - time.uptime())) != nil else { return }
            start = max(start, heldUntil)
        }
    }

    /// The request has ended, however it ended.
    func leave() {
        running -= 1
        while running < Int(width), firstWaiting < waiting.count {
            running += 1
            let next = waiting[firstWaiting]
            firstWaiting += 1
            next.resume()
        }
        if firstWaiting == waiting.count || firstWaiting > 1024 {
            waiting.removeFirst(firstWaiting)
            firstWaiting = 0
        }
    }

    /// The service said that it was too much.
    func slowDown(hold: Duration) {
        width = max(1, width / 2)
        spacing = min(Self.widestSpacing, max(.milliseconds(50), spacing * 2))
        heldUntil = max(heldUntil, time.uptime() + hold)
    }

    /// The service answered.
    func speedUp() {
        if width < widest { width = min(widest, width + 1 / width) }
        if spacing > .zero { spacing = spacing < .milliseconds(5) ? .zero : spacing * 9 / 10 }
    }
}
