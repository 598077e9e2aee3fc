import XimageCore

/// Requests that start work on an object that exists.
extension HuaweiProvider {
    /// One such request; at the same time what the live object shows when it is carried out.
    enum Step: Hashable, Sendable {
        case power(String)
        case flavor(String)
        /// In GiB: of the disk, or of the server's system disk.
        case size(Int)
        case type(String)
        /// - Parameter throughput: MiB a second; `nil` where the type has none to choose.
        case performance(iops: Int, throughput: Int?)
        case detach(from: RemoteID)
        case attach(to: RemoteID)
    }

    /// The object that a step is about.
    struct Subject: Sendable {
        var kind: ResourceKind
        var id: RemoteID
        var region: Region
    }

    /// Runs the steps one after the other; each waits for the work of the one before it. The work of the last one is
    /// left to the caller.
    func run(_ steps: [Step], _ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        let subject = Subject(kind: request.address.kind, id: request.id, region: request.region)
        var pending: PendingOperation?
        for step in steps {
            if let running = pending { try await settle(running) }
            pending = try await perform(step, on: subject)
        }
        return pending.map { .pending($0) } ?? .done(request.id)
    }

    /// `nil` when nothing goes on behind the request. When the service refuses because there is nothing left to do,
    /// that is no failure.
    func perform(_ step: Step, on subject: Subject) async throws(ProviderError) -> PendingOperation? {
        let disk: RemoteID =
            switch (step, subject.kind) {
            case (.size, .server), (.type, .server), (.performance, .server):
                try await systemDisk(of: subject)
            default: subject.id
            }
        do throws(ProviderError) {
            let (service, work) = try await request(step, subject, disk: disk)
            return PendingOperation(
                kind: subject.kind, region: subject.region, purpose: .update, service: service.rawValue,
                job: work.job, id: subject.id)
        } catch {
            guard step.mayBeReached(after: error), try await isReached(step, subject, disk: disk) else {
                throw error
            }
            return nil
        }
    }

    func systemDisk(of subject: Subject) async throws(ProviderError) -> RemoteID {
        guard case .server(let facts) = try await server(subject.id, in: subject.region)?.facts,
            let disk = facts.disks.first(where: \.isSystem)
        else {
            throw ProviderError(
                retry: .never, category: .notFound, service: Service.ecs.rawValue,
                operation: "GET \(ServerCalls.one)",
                message: "the system disk of the server \(subject.id) is not known")
        }
        return disk.id
    }

    private func request(
        _ step: Step, _ subject: Subject, disk: RemoteID
    ) async throws(ProviderError) -> (Service, StartedWork) {
        let region = subject.region
        switch step {
        case .power(let power): return (.ecs, try await ecs.setPower(power, of: subject.id, in: region))
        case .flavor(let flavor): return (.ecs, try await ecs.resize(subject.id, to: flavor, in: region))
        case .size(let size): return (.evs, try await evs.extend(disk, toGiB: size, in: region))
        case .type(let type): return (.evs, try await evs.retype(disk, to: type, in: region))
        case .performance(let iops, let throughput):
            return (.evs, try await evs.tune(disk, iops: iops, throughput: throughput, in: region))
        case .detach(let server): return (.ecs, try await ecs.detach(disk, from: server, in: region))
        case .attach(let server): return (.ecs, try await ecs.attach(disk, to: server, in: region))
        }
    }

    private func isReached(
        _ step: Step, _ subject: Subject, disk: RemoteID
    ) async throws(ProviderError) -> Bool {
        let region = subject.region
        switch step {
        case .power(let power):
            let server = try await read(subject.id, .server, in: region)
            return server?.attributes[.power].string == power && server?.phase == .ready
        case .flavor(let flavor):
            return try await read(subject.id, .server, in: region)?.attributes[.flavor].string == flavor
        case .size(let size):
            return try await read(disk, .disk, in: region)?.attributes[.size].int ?? 0 >= size
        case .type(let type):
            return try await read(disk, .disk, in: region)?.attributes[.type].string == type
        case .performance(let iops, let throughput):
            let present = try await read(disk, .disk, in: region)?.attributes
            return present?[.iops].int == iops && present?[.throughput].int == throughput
        case .detach(let server): return try await !isAttached(disk, to: server, in: region)
        case .attach(let server): return try await isAttached(disk, to: server, in: region)
        }
    }

    /// False when either no longer exists.
    private func isAttached(
        _ disk: RemoteID, to server: RemoteID, in region: Region
    ) async throws(ProviderError) -> Bool {
        guard case .disk(let facts) = try await read(disk, .disk, in: region)?.facts else { return false }
        return facts.servers.contains(server)
    }
}

extension HuaweiProvider.Step {
    /// Whether this error can mean that nothing was left to do.
    fileprivate func mayBeReached(after error: ProviderError) -> Bool {
        if case .detach = self {
            // A missing attachment can come as Ecs.1000. Source: ECS API reference, attach and detach.
            return error.retry != .outcomeUnknown || error.code != nil
        }
        return [.invalid, .state, .conflict].contains(error.category)
    }
}
