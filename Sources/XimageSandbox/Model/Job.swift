/// Work that takes simulated time. Its progress is a function of start, duration and clock, so it goes on while no process
/// runs; what it does when it ends happens the first time anyone looks after that moment.
final class Job: Record {
    static let kind = RecordKind.job

    enum Service: UInt8 {
        case ecs, evs, ims
        /// Work that its service follows by the state of objects; clients cannot ask for it.
        case hidden
    }

    /// What happens at the end. Stored, so never renumber.
    enum Effect: UInt8 {
        case createServer, deleteServer, startServer, stopServer, rebootServer, resizeServer, changeSystem
        case attachVolume, detachVolume, createVolume, extendVolume, deleteVolume, retypeVolume, modifyQoS
        case imageFromServer, imageFromBackup, systemImage, dataImages, copyImage, copyAcrossRegions,
            deleteImage
        case finishBackup, deleteBackup, deleteVault, replicateBackup, nothing
    }

    enum State: UInt8 {
        case running, success, fail
    }

    struct Part: Archivable {
        var id = ObjectID()
        var target = ObjectID()
        var name = ""
        /// Whether this part failed; parts of a failed job may have succeeded.
        var hasFailed = false

        mutating func visit<A: Archive>(_ archive: inout A) {
            archive.field(&id)
            archive.field(&target)
            archive.field(&name)
            archive.field(&hasFailed)
        }
    }

    var id = ObjectID()
    var region: Region
    var sequence = 0
    var service = Service.ecs
    var type = ""
    var effect = Effect.nothing
    var begin = Timestamp.zero
    /// When its effect is due; the distant future for a stuck job.
    var due = Timestamp.zero
    var end = Timestamp.zero
    var state = State.running
    var failCode = ""
    var failReason = ""
    /// One for each object that a batch works on.
    var parts: [Part] = []
    var target = ObjectID()
    var name = ""
    var other: ObjectID?
    var number = 0
    var text = ""
    var flag = false
    /// Only every second part of a failing batch fails.
    var failsByHalf = false

    init(region: Region) {
        self.region = region
    }

    func visit<A: Archive>(_ archive: inout A) {
        archive.field(&id)
        archive.field(&sequence)
        archive.field(&service)
        archive.field(&type)
        archive.field(&effect)
        archive.field(&begin)
        archive.field(&due)
        archive.field(&end)
        archive.field(&state)
        archive.field(&failCode)
        archive.field(&failReason)
        archive.field(&parts)
        archive.field(&target)
        archive.field(&name)
        archive.field(&other)
        archive.field(&number)
        archive.field(&text)
        archive.field(&flag)
        archive.field(&failsByHalf)
    }

    /// Settles which parts fail: all, every second, or none.
    func judgeParts() {
        for index in parts.indices {
            parts[index].hasFailed = !failCode.isEmpty && !(failsByHalf && index % 2 == 0)
        }
    }
}

/// Jobs by the time they are due: a binary heap.
struct Agenda {
    private var heap: [(due: Timestamp, sequence: Int, job: ObjectID)] = []

    /// The job that is due first, if it is due by then.
    mutating func next(by now: Timestamp) -> ObjectID? {
        guard let first = heap.first, first.due <= now else { return nil }
        let last = heap.removeLast()
        if !heap.isEmpty {
            heap[0] = last
            sink()
        }
        return first.job
    }

    mutating func add(_ job: Job) {
        heap.append((job.due, job.sequence, job.id))
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [parent * 2 + 1, parent * 2 + 2] where child < heap.count && isBefore(child, least) {
                least = child
            }
            if least == parent { return }
            heap.swapAt(parent, least)
            parent = least
        }
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        (heap[left].due, heap[left].sequence) < (heap[right].due, heap[right].sequence)
    }
}
