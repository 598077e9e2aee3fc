package import XimageCore
import XimagePlanning
package import XimageState

/// Takes up what an interrupted apply left open: every intent without an end is looked at in the cloud and brought
/// to an end in the journal. What is left to do after that is for the next plan to see.
package struct Resumer: Sendable {
    private let environment: Environment
    private let journal: any ApplyJournal
    private let limits: TimeLimits
    private let abandoned: Set<String>

    /// - Parameters:
    ///   - desired: for the time limits of the manifests.
    ///   - abandoned: steps that a person gave up: each is looked at once, and none is waited for.
    package init(
        _ environment: Environment, journal: any ApplyJournal, desired: DesiredState? = nil,
        abandoned: Set<String> = []
    ) {
        self.environment = environment
        self.journal = journal
        limits = TimeLimits(desired: desired, scale: environment.options.timeScale)
        self.abandoned = abandoned
    }

    /// What became of one open step.
    package enum Ending: Sendable {
        /// The object exists and is recorded, and of a server its disks, but for those that could not be told.
        case finished(RemoteID, missing: [Address])
        /// Nothing came of it; the next plan will hold it again.
        case nothing(Bilingual)
        /// It cannot be told, or it still runs; the step stays open.
        case open(String)
    }

    /// - Parameter records: present state, for objects that the open step was to replace.
    /// - Returns: each open step with its ending, in the order of the journal.
    package func resume(
        _ open: [OpenStep], records: [ResourceRecord]
    ) async throws(StateError) -> [(step: OpenStep, ending: Ending)] {
        let poller = ProgressPoller(environment)
        let state = StateView(records, open)
        let endings: [Result<(Int, Ending), StateError>] = await withTaskGroup(
            of: Result<(Int, Ending), StateError>?.self
        ) { group in
            group.addTask {
                await poller.run()
                return nil
            }
            for (index, step) in open.enumerated() {
                if !abandoned.contains(step.intent.step) {
                    environment.report(
                        .resumed(step.intent.stepID, step.intent.address, what: step.intent.action))
                }
                group.addTask {
                    do throws(StateError) {
                        // Not in one expression with `await`: see docs/decisions/0007.
                        let ending = try await self.end(step, state, poller)
                        return .success((index, ending))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var results: [Result<(Int, Ending), StateError>] = []
            while results.count < open.count, let next = await group.next() {
                if let next { results.append(next) }
            }
            await poller.finish()
            return results
        }
        var ordered: [(Int, Ending)] = []
        for ending in endings { ordered.append(try ending.get()) }
        return ordered.sorted { $0.0 < $1.0 }.map { (open[$0.0], $0.1) }
    }

    private func end(
        _ step: OpenStep, _ state: StateView, _ poller: ProgressPoller
    ) async throws(StateError) -> Ending {
        if let pending = step.pending {
            switch await outcome(of: pending, step, state, poller) {
            case .done(let id, let object): return try await settled(step, id, object, state, poller)
            case .left: return try await marked(step, Self.stillRuns(pending), state, poller)
            case .failed(let error):
                if error.retry == .outcomeUnknown {
                    return try await marked(step, "\(error)", state, poller)
                }
                return try await failed(step, error)
            }
        }
        if let operation = step.intent.operation, let id = step.intent.remoteID {
            return try await labelled(step, id, operation, state, poller)
        }
        guard let operation = step.intent.operation else {
            // Updates and deletes may be repeated: the next plan holds what is left of them.
            try await journal.append([.abandoned(step: step.intent.step)])
            return .nothing(
                Bilingual("it is planned again as far as it is not done", zh: "未完成的部分会重新计划"))
        }
        switch await find(operation, step) {
        case .found(let object): return try await found(object, step, state, poller)
        case .absent:
            try await journal.append([.abandoned(step: step.intent.step)])
            return .nothing(
                Bilingual(
                    "nothing came of it; the cloud has nothing with its mark", zh: "没有产生任何对象；云上没有带其标记的对象"))
        case .unclear: return .open("the cloud could not be asked for its mark")
        }
    }

    /// An object that has the mark of the step.
    private func found(
        _ object: LiveResource, _ step: OpenStep, _ state: StateView, _ poller: ProgressPoller
    ) async throws(StateError) -> Ending {
        switch await outcome(of: .existing(object), step, state, poller) {
        case .done(_, let found): return try await settled(step, object.id, found, state, poller)
        case .left: return .open(Self.stillRuns(.existing(object)))
        case .failed(let error): return try await failed(step, error)
        }
    }

    /// What a step that was given up created may be complete although its job is not.
    private func marked(
        _ step: OpenStep, _ reason: String, _ state: StateView, _ poller: ProgressPoller
    ) async throws(StateError) -> Ending {
        guard abandoned.contains(step.intent.step), let operation = step.intent.operation,
            step.intent.remoteID == nil, case .found(let object) = await find(operation, step)
        else { return .open(reason) }
        return try await found(object, step, state, poller)
    }

    /// A step that was given up is not waited for: its mark is looked for once when the lists had their time since.
    private func find(_ operation: OperationID, _ step: OpenStep) async -> MarkFinder.Finding {
        var finder = MarkFinder(environment: environment)
        if abandoned.contains(step.intent.step), let last = step.lastEvent ?? step.begun {
            finder.quarantine = max(.zero, finder.quarantine - (environment.time.now() - last))
        }
        return await finder.find(operation, step.intent.address.kind, in: step.intent.region)
    }

    private func outcome(
        of operation: PendingOperation, _ step: OpenStep, _ state: StateView, _ poller: ProgressPoller
    ) async -> ProgressPoller.Outcome {
        guard abandoned.contains(step.intent.step) else {
            return await poller.outcome(of: operation, wait(for: step, state))
        }
        do {
            switch try await environment.provider.progress(of: [operation])[operation] {
            case .succeeded(let id, let object): return .done(id: id ?? operation.id, object: object)
            case .failed(let error): return .failed(error)
            case .running, nil: return .left
            }
        } catch {
            var error = error
            error.retry = .outcomeUnknown
            return .failed(error)
        }
    }

    /// Over, and not well: what is left of it has the mark, and the next plan sees to that. Without a word from the
    /// service it stays open.
    private func failed(_ step: OpenStep, _ error: ProviderError) async throws(StateError) -> Ending {
        if error.retry == .outcomeUnknown { return .open("\(error)") }
        try await journal.append([.failed(step: step.intent.step, error)])
        return .nothing(
            Bilingual("nothing came of it; \(error)", zh: "没有产生任何对象；“\(error)”"))
    }

    /// A disk that bears the operation's mark has its name and tags; one that does not is labelled again by the next
    /// plan.
    private func labelled(
        _ step: OpenStep, _ id: RemoteID, _ operation: OperationID, _ state: StateView,
        _ poller: ProgressPoller
    ) async throws(StateError) -> Ending {
        let disk: LiveResource?
        do {
            disk = try await environment.provider.read(id, step.intent.address.kind, in: step.intent.region)
        } catch {
            return .open("the cloud could not be asked for its mark: \(error)")
        }
        guard disk?.operation?.operation == operation else {
            try await journal.append([.abandoned(step: step.intent.step)])
            return .nothing(
                Bilingual("nothing came of it; it is planned again", zh: "没有产生任何对象，会重新计划"))
        }
        return try await settled(step, id, disk, state, poller)
    }

    /// As long as the step may take in an apply, counted anew: what goes on may have started late.
    private func wait(for step: OpenStep, _ state: StateView) -> ProgressPoller.Wait {
        let intent = step.intent
        let size = intent.record.map { state.sizes.gibibytes(creating: intent.address, $0.attributes) } ?? 0
        return ProgressPoller.Wait(
            step: intent.stepID, expected: nil,
            limit: limits.limit(
                WorkKind(verb: intent.action, kind: intent.address.kind), at: intent.address, gibibytes: size)
        )
    }

    private static func stillRuns(_ operation: PendingOperation) -> String {
        "it still runs in the cloud" + (operation.job.map { ", job \($0)" } ?? "")
    }

    /// A new image has ended well only when its whole region can use it.
    private func settled(
        _ step: OpenStep, _ id: RemoteID?, _ object: LiveResource?, _ state: StateView,
        _ poller: ProgressPoller
    ) async throws(StateError) -> Ending {
        var object = object
        if step.intent.action == "create", step.intent.address.kind == .image, let id = id ?? step.remoteID {
            let ready = PendingOperation(
                kind: .image, region: step.intent.region, purpose: .settle, service: "ims", id: id)
            switch await outcome(of: ready, step, state, poller) {
            case .done(_, let found): object = found ?? object
            case .left: return .open(Self.stillRuns(ready))
            case .failed(let error): return try await failed(step, error)
            }
        }
        return try await succeeded(step, id, object, state)
    }

    /// Records the object. A create that ended is current; whatever later parts of its making are missing shows in
    /// the next plan.
    private func succeeded(
        _ step: OpenStep, _ id: RemoteID?, _ object: LiveResource?, _ state: StateView
    ) async throws(StateError) -> Ending {
        guard var record = step.intent.record, let id = id ?? step.remoteID else {
            try await journal.append([.abandoned(step: step.intent.step)])
            return .nothing(
                Bilingual("it is planned again as far as it is not done", zh: "未完成的部分会重新计划"))
        }
        record.id = id
        record.standing = .current
        let live: LiveResource?
        do { live = try await seen(object, id, step) } catch {
            return .open("the cloud could not be asked for what it holds: \(error)")
        }
        record.remember(live, from: CaptureSources(of: record, among: state.records))
        record.createdAt =
            record.createdAt ?? live?.attributes[.createdAt].string.flatMap { Timestamp($0) }
            ?? environment.time.now()
        let disks: [ResourceRecord]
        do { disks = try await createdDisks(step, live, state, at: record.createdAt) } catch {
            return .open("the cloud could not be asked for its disks: \(error)")
        }
        let replaced: Set<RemoteID>
        do { replaced = try await stillExisting(by: [record] + disks, step, state) } catch {
            return .open("the cloud could not be asked for the object before it: \(error)")
        }
        let changes = Succession(of: state.current, by: [record] + disks, replacing: replaced)
        try await journal.append([
            .succeeded(step: step.intent.step, upserts: changes.upserts, removals: changes.removals)
        ])
        let found = Set(disks.map(\.address))
        return .finished(id, missing: step.intent.disks.map(\.address).filter { !found.contains($0) })
    }

    private func createdDisks(
        _ step: OpenStep, _ server: LiveResource?, _ state: StateView, at created: Timestamp?
    ) async throws(ProviderError) -> [ResourceRecord] {
        guard let server else { return [] }
        let known = Set(state.records.map(\.id))
        return try await CreatedDisks.recognised(
            on: server, step.intent.disks, apartFrom: known, by: environment.provider
        ).map { disk in
            var disk = disk
            disk.createdAt = created
            return disk
        }
    }

    /// The objects that the new ones take the place of, as far as they still exist.
    private func stillExisting(
        by new: [ResourceRecord], _ step: OpenStep, _ state: StateView
    ) async throws(ProviderError) -> Set<RemoteID> {
        var result: Set<RemoteID> = []
        for record in new {
            guard let old = state.current[record.address], old.id != record.id,
                step.intent.replaces?.contains(old.id) ?? true,
                try await environment.provider.read(old.id, old.address.kind, in: old.region) != nil
            else { continue }
            result.insert(old.id)
        }
        return result
    }

    /// The object with all that its record needs: the end of a job names an image, a copy or a server, and no more.
    private func seen(
        _ object: LiveResource?, _ id: RemoteID, _ step: OpenStep
    ) async throws(ProviderError) -> LiveResource? {
        switch step.intent.address.kind {
        case .image, .copy:
            if case .image(let facts) = object?.facts, !facts.disks.isEmpty { return object }
        case .server:
            if step.intent.disks.isEmpty { return object }
        case .vault, .disk: return object
        }
        return try await environment.provider.read(
            id, step.intent.address.kind, in: step.intent.region)
    }
}

extension StepIntent {
    /// The step that it is about; steps of earlier versions had other texts.
    var stepID: StepID { StepID(step) ?? StepID(StepID.Verb(rawValue: action) ?? .update, address) }
}

/// State as it was when the resume began.
private struct StateView: Sendable {
    let records: [ResourceRecord]
    /// Without deposed ones.
    let current: [Address: ResourceRecord]
    /// With what the open steps create.
    let sizes: WorkSizes

    init(_ records: [ResourceRecord], _ open: [OpenStep]) {
        self.records = records
        let created = open.flatMap { step in (step.intent.record.map { [$0] } ?? []) + step.intent.disks }
        sizes = WorkSizes(steps: [], records: records + created)
        current = Dictionary(
            records.filter { $0.standing != .deposed }.map { ($0.address, $0) }, uniquingKeysWith: { $1 })
    }
}
