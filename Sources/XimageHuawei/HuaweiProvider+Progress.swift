import Synchronization
package import XimageCore

/// How far work is that goes on in the cloud.
///
/// | operations of one kind and region | how |
/// | --- | --- |
/// | up to three, or work that no list shows | one job read each |
/// | more | lists tell which objects are busy; only for the others the job is read |
/// | deletes | lists by id; what is missing is gone |
///
/// Of images, and of the backups behind them, only those are listed that are as new as the work.
extension HuaweiProvider {
    private static let fewOperations = 3
    /// Jobs read in one look for objects that no list shows; the rest waits for the next look.
    private static let mostBlindReads = 50
    private static let width = 8
    /// How far the service's clock may be behind ours, and more: signatures allow for 15 minutes.
    private static let clockMargin = Duration.seconds(3600)

    package func progress(
        of operations: [PendingOperation]
    ) async throws(ProviderError) -> [PendingOperation: Progress] {
        struct Group: Hashable {
            let kind: ResourceKind
            let region: Region
            let service: String
            let isDelete: Bool
        }
        var groups: [Group: [PendingOperation]] = [:]
        for operation in Set(operations) {
            let group = Group(
                kind: operation.kind, region: operation.region, service: operation.service,
                isDelete: operation.purpose == .delete)
            groups[group, default: []].append(operation)
        }
        let parts = try await concurrently(Array(groups), width: Self.width) {
            entry throws(ProviderError) -> [PendingOperation: Progress] in
            let (group, operations) = entry
            if group.isDelete { return try await self.deletions(operations, group.kind, group.region) }
            if operations.count <= Self.fewOperations || !Self.isListed(group.kind, service: group.service) {
                return try await self.readJobs(operations)
            }
            return try await self.listed(operations, group.kind, group.region)
        }
        var result: [PendingOperation: Progress] = [:]
        for part in parts { result.merge(part) { first, _ in first } }
        return result
    }

    /// Whether the objects that such work is about stand in a list that can be asked for them.
    private static func isListed(_ kind: ResourceKind, service: String) -> Bool {
        switch (kind, service) {
        case (.server, "ecs"), (.disk, "evs"), (.image, "ims"): true
        default: false
        }
    }

    // MARK: - Jobs

    private func readJobs(_ operations: [PendingOperation]) async throws(ProviderError) -> [PendingOperation:
        Progress]
    {
        let results = try await concurrently(operations, width: Self.width) {
            operation throws(ProviderError) in
            // Not in one expression with `await`: see docs/decisions/0007.
            let progress = try await self.readJob(operation)
            return (operation, progress)
        }
        return Dictionary(uniqueKeysWithValues: results)
    }

    private func readJob(_ operation: PendingOperation) async throws(ProviderError) -> Progress {
        guard let job = operation.job, let service = Service(rawValue: operation.service) else {
            return try await state(of: operation)
        }
        let answer: JobAnswer
        do throws(ProviderError) {
            answer = try await gateway.readJob(job, of: service, in: operation.region)
        } catch {
            // Jobs can be read for some time only. Source: API reference, jobs.
            guard ["Common.0011", "IMG.0023"].contains(error.code ?? "") || error.category == .notFound else {
                throw error
            }
            return try await state(of: operation)
        }
        let id = operation.id ?? answer.id
        if let id { noteBeginning(of: operation, id) }
        switch answer.standing {
        case .running:
            jobs.withLock { $0[job] = JobMemory(id: id, readAt: time.uptime()) }
            return .running(
                phase: answer.phase.map(gateway.redacted) ?? Self.phase(operation), percent: answer.percent)
        case .succeeded:
            jobs.withLock { $0[job] = nil }
            guard id != nil || operation.purpose != .create else {
                return .failed(
                    ProviderError(
                        retry: .outcomeUnknown, category: .malformed, service: operation.service,
                        operation: "GET \(Call.job)",
                        message: "the job has succeeded, but does not say what it made", job: job))
            }
            return .succeeded(id, nil)
        case .failed:
            jobs.withLock { $0[job] = nil }
            return .failed(
                gateway.redacted(
                    ErrorMapping.error(
                        job: job, service: service, code: answer.code, reason: answer.reason,
                        requestID: answer.request)))
        }
    }

    /// Where no job tells: the object itself.
    private func state(of operation: PendingOperation) async throws(ProviderError) -> Progress {
        let unknown = ProviderError(
            retry: .outcomeUnknown, category: .notFound, service: operation.service,
            operation: "GET \(Call.job)",
            message: "the service knows neither the job nor its object",
            job: operation.job)
        // The job of a copy is one of the source region, the copy itself lives elsewhere.
        guard operation.kind != .copy || operation.job == nil else { return .failed(unknown) }
        var found: LiveResource?
        if let id = operation.id {
            found = try await read(id, operation.kind, in: operation.region)
        } else if let mark = operation.mark.flatMap({ OperationMark($0) }) {
            found = try await list(operation.kind, in: operation.region).first { $0.operation == mark }
        }
        guard let found else { return .failed(unknown) }
        switch found.phase {
        case .ready where operation.purpose == .settle: return Self.settling(found)
        case .ready: return .succeeded(found.id, found)
        case .busy: return .running(phase: found.status, percent: nil)
        case .failed: return .failed(Self.broken(found, operation))
        }
    }

    private static func broken(_ resource: LiveResource, _ operation: PendingOperation) -> ProviderError {
        ProviderError(
            retry: .never, category: .state, service: operation.service,
            operation: "GET \(operation.kind.rawValue)",
            message: "the \(operation.kind.rawValue) \(resource.id) is in the state \(resource.status)",
            job: operation.job)
    }

    /// A whole image begins with a phase in which its zone alone can use it. Source: API reference, section 5.3.
    private static func settling(_ live: LiveResource) -> Progress {
        guard case .image(let facts) = live.facts else { return .succeeded(live.id, live) }
        switch facts.scope {
        case .region: return .succeeded(live.id, live)
        case .zone(let zone):
            return .running(phase: "usable in \(zone), region soon", percent: nil)
        case .none: return .running(phase: "not usable yet", percent: nil)
        }
    }

    private static func phase(_ operation: PendingOperation) -> String {
        switch operation.purpose {
        case .settle: "waiting for the whole region"
        case .create: operation.kind == .copy ? "copying" : "creating"
        case .update: "changing"
        case .delete: "deleting"
        }
    }

    // MARK: - Lists

    /// An object that is busy needs no job read. One that is settled may be so because the work has not begun:
    /// there the job decides.
    private func listed(
        _ operations: [PendingOperation], _ kind: ResourceKind, _ region: Region
    ) async throws(ProviderError) -> [PendingOperation: Progress] {
        var found = try await lookUp(operations, kind, region)
        var result: [PendingOperation: Progress] = [:]
        var settled: [PendingOperation] = []
        var unseen: [PendingOperation] = []
        for operation in operations {
            guard let live = found[operation] else {
                unseen.append(operation)
                continue
            }
            if live.phase == .busy {
                result[operation] = .running(phase: Self.readable(live), percent: nil)
            } else if operation.purpose == .settle, live.phase == .ready {
                result[operation] = Self.settling(live)
            } else if kind == .image, operation.purpose == .create, live.phase == .ready {
                result[operation] = .succeeded(live.id, live)
            } else {
                settled.append(operation)
            }
        }
        let blind = oldestRead(unseen)
        for operation in unseen { result[operation] = .running(phase: Self.phase(operation), percent: nil) }
        result.merge(try await readJobs(settled + blind)) { _, new in new }

        // What the lists said was read before the job ended.
        let done = result.compactMap { operation, progress -> PendingOperation? in
            if case .succeeded(let id?, nil) = progress, kind != .image {
                var operation = operation
                operation.id = id
                return operation
            }
            return nil
        }
        if !done.isEmpty {
            found = try await lookUp(done, kind, region)
            let byID = Dictionary(found.values.map { ($0.id, $0) }) { first, _ in first }
            for (operation, progress) in result {
                guard case .succeeded(let id?, nil) = progress, let live = byID[id] else { continue }
                result[operation] = .succeeded(id, live)
            }
        }
        return result
    }

    private func lookUp(
        _ operations: [PendingOperation], _ kind: ResourceKind, _ region: Region
    ) async throws(ProviderError) -> [PendingOperation: LiveResource] {
        let learned = jobs.withLock { $0 }
        func id(_ operation: PendingOperation) -> RemoteID? {
            operation.id ?? operation.job.flatMap { learned[$0]?.id }
        }
        let ids = operations.compactMap(id)
        let live: [LiveResource] =
            switch kind {
            case .server: try await servers(ids, in: region)
            case .disk: try await evs.read(ids, in: region)
            case .vault: try await cbr.readVaults(ids, in: region)
            case .image, .copy: try await images(kind, in: region, since: beginning(of: operations))
            }
        let byID = Dictionary(live.map { ($0.id, $0) }) { first, _ in first }
        let byMark = Dictionary(live.compactMap { one in one.operation.map { ($0.description, one) } }) {
            first, _ in first
        }
        var result: [PendingOperation: LiveResource] = [:]
        for operation in operations {
            if let found = id(operation).flatMap({ byID[$0] }) ?? operation.mark.flatMap({ byMark[$0] }) {
                result[operation] = found
                noteBeginning(of: operation, found.id)
            }
        }
        return result
    }

    /// Before any of these images was made; `nil` when one of them was not begun by this process.
    private func beginning(of operations: [PendingOperation]) -> Timestamp? {
        let times = begun.withLock { begun in
            operations.map { operation in
                operation.mark.flatMap { begun[$0] } ?? operation.id.flatMap { begun[$0] }
            }
        }
        let known = times.compactMap { $0 }
        guard known.count == operations.count else { return nil }
        // In whole seconds, as the filters take them.
        return known.min().map {
            Timestamp(milliseconds: $0.milliseconds / 1000 * 1000 - Self.clockMargin.milliseconds)
        }
    }

    private func noteBeginning(of operation: PendingOperation, _ id: RemoteID) {
        guard operation.kind == .image, let mark = operation.mark else { return }
        begun.withLock { $0[id] = $0[mark] }
    }

    /// The jobs that were not read for the longest time.
    private func oldestRead(_ operations: [PendingOperation]) -> [PendingOperation] {
        guard operations.count > Self.mostBlindReads else { return operations }
        let memory = jobs.withLock { $0 }
        let sorted = operations.sorted { a, b in
            let x = a.job.flatMap { memory[$0]?.readAt } ?? .zero
            let y = b.job.flatMap { memory[$0]?.readAt } ?? .zero
            return x == y ? a.job ?? "" < b.job ?? "" : x < y
        }
        return Array(sorted.prefix(Self.mostBlindReads))
    }

    private static func readable(_ live: LiveResource) -> String {
        if case .server(let facts) = live.facts, let task = facts.taskState { return task }
        return live.status.lowercased()
    }

    // MARK: - Deletes

    private func deletions(
        _ operations: [PendingOperation], _ kind: ResourceKind, _ region: Region
    ) async throws(ProviderError) -> [PendingOperation: Progress] {
        let live = try await remaining(operations.compactMap(\.id), kind, region)
        var result: [PendingOperation: Progress] = [:]
        var asked: [PendingOperation] = []
        for operation in operations {
            guard let id = operation.id, let found = live[id] else {
                result[operation] = .succeeded(operation.id, nil)
                continue
            }
            result[operation] = .running(phase: "deleting", percent: nil)
            if found.phase != .busy { asked.append(operation) }
            if operation.job == nil, found.phase == .failed {
                result[operation] = .failed(Self.broken(found, operation))
            }
        }
        // A job that has succeeded leaves the object readable for a while: gone is gone only in the list.
        for (operation, progress) in try await readJobs(asked.filter { $0.job != nil }) {
            if case .failed = progress { result[operation] = progress }
        }
        return result
    }

    private func remaining(
        _ ids: [RemoteID], _ kind: ResourceKind, _ region: Region
    ) async throws(ProviderError) -> [RemoteID: LiveResource] {
        let live: [LiveResource]
        switch kind {
        case .server: live = try await servers(ids, in: region)
        case .disk: live = try await evs.read(ids, in: region)
        case .vault: live = try await cbr.readVaults(ids, in: region)
        case .image, .copy:
            let found: [ReportedImage] =
                ids.count <= Self.fewOperations
                ? try await concurrently(ids, width: Self.width) { id throws(ProviderError) in
                    try await self.ims.read(id, in: region)
                }.compactMap { $0 }
                : try await ims.list(in: region)
            live = found.map { $0.resource(kind: kind, region: region, backup: nil) }
        }
        return Dictionary(live.map { ($0.id, $0) }) { first, _ in first }
    }
}
