import XimageCore

/// Changes to objects where they are. Each request is safe to repeat: what already is as wanted counts as done.
extension HuaweiProvider {
    /// One request of an update that starts work.
    enum Step: Hashable, Sendable {
        case power(String)
        case flavor(String)
        case systemDiskSize(Int)
        case systemDiskType(String)
        case size(Int)
        case type(String)
        case detach(from: RemoteID)
        case attach(to: RemoteID)
    }

    /// Runs the steps one after the other; each waits for the work of the one before it. The work of the last one is
    /// left to the caller.
    private func run(_ steps: [Step], _ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        var pending: PendingOperation?
        for step in steps {
            if let running = pending { try await settle(running) }
            pending = try await perform(step, request)
        }
        return pending.map { .pending($0) } ?? .done(request.id)
    }

    /// `nil` when nothing goes on behind the request.
    private func perform(_ step: Step, _ request: UpdateRequest) async throws(ProviderError)
        -> PendingOperation?
    {
        switch step {
        case .power(let power): try await self.power(power, request)
        case .flavor(let flavor): try await resize(to: flavor, request)
        case .systemDiskSize(let size):
            try await extend(try await systemDisk(of: request), to: size, .server, request)
        case .systemDiskType(let type):
            try await retype(try await systemDisk(of: request), to: type, .server, request)
        case .size(let size): try await extend(request.id, to: size, .disk, request)
        case .type(let type): try await retype(request.id, to: type, .disk, request)
        case .detach(let server): try await detach(request.id, from: server, in: request.region)
        case .attach(let server): try await attach(request, to: server)
        }
    }

    // MARK: - Vaults

    /// Source: CBR API reference, modify a vault.
    func updateVault(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        let changes = request.changes
        let size = changes[.size].int.map { JSONBody.int($0) }
        let level = changes[.consistency].string.map { JSONBody.string("\($0)_consistent") }
        let billing: JSONBody? =
            size == nil && level == nil ? nil : .object(["size": size, "consistent_level": level])
        let vault: JSONBody = .object([
            "name": changes[.name].string.map { .string($0) },
            "billing": billing,
            "auto_expand": changes[.autoExpand].bool.map { .bool($0) },
        ])
        if vault != .object([:]) {
            try await gateway.send(
                .change(
                    "PUT", .cbr, request.region, "/v3/{project}/vaults/{vault}", [request.id],
                    body: .object(["vault": vault]), resend: .always))
        }
        try await writeTags(request, .cbr, "/v3/{project}/vault/{vault}/tags/action")
        return .done(request.id)
    }

    // MARK: - Servers

    /// Stop first and start last, so that a server is stopped at most once. Source: ECS API reference, changing a
    /// server.
    func updateServer(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        let changes = request.changes
        try await writeTags(request, .ecs, "/v1/{project}/cloudservers/{server}/tags/action")
        if let body = Self.texts(changes, member: "server") {
            try await gateway.send(
                .change(
                    "PUT", .ecs, request.region, "/v1/{project}/cloudservers/{server}", [request.id],
                    body: body,
                    resend: .always))
        }
        var steps: [Step] = []
        let power = changes[.power].string
        if power == "stopped" { steps.append(.power("stopped")) }
        if let size = changes[.systemDiskSize].int { steps.append(.systemDiskSize(size)) }
        if let type = changes[.systemDiskType].string { steps.append(.systemDiskType(type)) }
        if let flavor = changes[.flavor].string { steps.append(.flavor(flavor)) }
        if power == "running" { steps.append(.power("running")) }
        return try await run(steps, request)
    }

    private func power(_ power: String, _ request: UpdateRequest) async throws(ProviderError)
        -> PendingOperation?
    {
        let servers: JSONBody = .array([.object(["id": .string(request.id)])])
        let body: JSONBody =
            power == "running"
            ? .object(["os-start": .object(["servers": servers])])
            : .object(["os-stop": .object(["type": "SOFT", "servers": servers])])
        let call = Call.change(
            "POST", .ecs, request.region, "/v1/{project}/cloudservers/action", body: body, resend: .ifRefused)
        return try await start(call, .server, request, unless: .power(power))
    }

    private func resize(to flavor: String, _ request: UpdateRequest) async throws(ProviderError)
        -> PendingOperation?
    {
        let call = Call.change(
            "POST", .ecs, request.region, "/v1.1/{project}/cloudservers/{server}/resize", [request.id],
            body: .object(["resize": .object(["flavorRef": .string(flavor), "mode": "withStopServer"])]),
            resend: .ifRefused)
        return try await start(call, .server, request, unless: .flavor(flavor))
    }

    private func systemDisk(of request: UpdateRequest) async throws(ProviderError) -> RemoteID {
        guard case .server(let facts) = try await server(request.id, in: request.region)?.facts,
            let disk = facts.disks.first(where: \.isSystem)
        else {
            throw ProviderError(
                retry: .never, category: .notFound, service: "ecs",
                operation: "GET /v1/{project}/cloudservers/{server}",
                message: "the system disk of the server \(request.id) is not known")
        }
        return disk.id
    }

    // MARK: - Disks

    func updateDisk(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        let changes = request.changes
        try await writeTags(request, .evs, "/v2/{project}/cloudvolumes/{disk}/tags/action")
        if let body = Self.texts(changes, member: "volume") {
            try await gateway.send(
                .change(
                    "PUT", .evs, request.region, "/v2/{project}/cloudvolumes/{disk}", [request.id],
                    body: body,
                    resend: .always))
        }
        var steps: [Step] = []
        if let size = changes[.size].int { steps.append(.size(size)) }
        if let type = changes[.type].string { steps.append(.type(type)) }
        if let wanted = changes[.server].string {
            if let present = request.current[.server].string, !present.isEmpty, present != wanted {
                steps.append(.detach(from: present))
            }
            if !wanted.isEmpty { steps.append(.attach(to: wanted)) }
        }
        return try await run(steps, request)
    }

    /// Source: EVS API reference, extend a disk; the v2.1 path, as the older one has older rules.
    private func extend(
        _ disk: RemoteID, to size: Int, _ kind: ResourceKind, _ request: UpdateRequest
    ) async throws(ProviderError) -> PendingOperation? {
        let call = Call.change(
            "POST", .evs, request.region, "/v2.1/{project}/cloudvolumes/{disk}/action", [disk],
            body: .object(["os-extend": .object(["new_size": .int(size)])]), resend: .ifRefused)
        return try await start(call, kind, request, unless: .size(disk: disk, size))
    }

    /// Source: EVS API reference, change type; upgrades alone, see ``DiskTypeLadder``.
    private func retype(
        _ disk: RemoteID, to type: String, _ kind: ResourceKind, _ request: UpdateRequest
    ) async throws(ProviderError) -> PendingOperation? {
        let call = Call.change(
            "POST", .evs, request.region, "/v2/{project}/volumes/{disk}/retype", [disk],
            body: .object(["os-retype": .object(["new_type": .string(type)])]), resend: .ifRefused)
        return try await start(call, kind, request, unless: .type(disk: disk, type))
    }

    private func attach(_ request: UpdateRequest, to server: RemoteID) async throws(ProviderError)
        -> PendingOperation?
    {
        let call = Call.change(
            "POST", .ecs, request.region, "/v1/{project}/cloudservers/{server}/attachvolume", [server],
            body: .object(["volumeAttachment": .object(["volumeId": .string(request.id)])]),
            resend: .ifRefused)
        return try await start(call, .disk, request, unless: .attached(disk: request.id, server: server))
    }

    /// `nil` when the disk is not attached to that server, or either is gone.
    func detach(
        _ disk: RemoteID, from server: RemoteID, in region: Region
    ) async throws(ProviderError) -> PendingOperation? {
        let call = Call.change(
            "DELETE", .ecs, region, "/v1/{project}/cloudservers/{server}/detachvolume/{disk}",
            [server, disk],
            query: [("delete_flag", "0")], resend: .ifRefused)
        do throws(ProviderError) {
            let started = try await gateway.send(call) { body throws(JSONFailure) in
                try StartedWork.read(body)
            }
            return PendingOperation(
                kind: .disk, region: region, purpose: .update, service: "ecs", job: started.job, id: disk)
        } catch {
            // A missing attachment can come as Ecs.1000. Source: ECS API reference, attach and detach.
            if error.retry == .outcomeUnknown, error.code == nil { throw error }
            guard case .disk(let facts) = try await liveDisk(disk, in: region)?.facts,
                facts.servers.contains(server)
            else { return nil }
            throw error
        }
    }

    func liveDisk(_ id: RemoteID, in region: Region) async throws(ProviderError) -> LiveResource? {
        try await read(id, .disk, in: region)
    }

    // MARK: - Images and copies

    /// One change a request, as the vendor's Terraform provider does it. Source: IMS API reference, update.
    func updateImage(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        let kind = request.address.kind
        let changes = request.changes
        if let name = changes[.name].string { try await patch(request, "/name", .string(name), exists: true) }
        if let text = changes[.description].string {
            try await patch(
                request, "/__description", .string(try await description(text, request)),
                exists: kind == .copy || !request.current[.description].isEmpty)
        }
        for (name, path) in [(AttributeName.minimumMemory, "/min_ram"), (.maximumMemory, "/max_ram")] {
            guard let size = changes[name].int else { continue }
            try await patch(
                request, path, .int(size), exists: name == .minimumMemory || !request.current[name].isEmpty)
        }
        try await writeTags(request, .ims, "/v2/{project}/images/{image}/tags/action")
        return .done(request.id)
    }

    /// A copy keeps the mark in its description: for images without a backup nothing else tells that they are copies.
    private func description(_ text: String, _ request: UpdateRequest) async throws(ProviderError) -> String {
        guard request.address.kind == .copy else { return text }
        let marked = CopyMark.split(
            try await reportedImage(request.id, in: request.region)?.description ?? "")
        guard let owner = marked.owner, let operation = marked.operation else { return text }
        return CopyMark.append(to: text, owner: owner, operation: operation)
    }

    /// `replace` fails on what is not there, and `add` may on what is: the other one is then tried (IMG.0035).
    private func patch(
        _ request: UpdateRequest, _ path: String, _ value: JSONBody, exists: Bool
    ) async throws(ProviderError) {
        func call(_ verb: String) -> Call {
            .change(
                "PATCH", .ims, request.region, "/v2/cloudimages/{image}", [request.id],
                body: .array([.object(["op": .string(verb), "path": .string(path), "value": value])]),
                resend: .always)
        }
        do throws(ProviderError) {
            try await gateway.send(call(exists ? "replace" : "add"))
        } catch {
            guard error.code == "IMG.0035" else { throw error }
            try await gateway.send(call(exists ? "add" : "replace"))
        }
    }

    // MARK: - Parts

    /// `{"<member>": {"name", "description"}}`; `nil` when neither changes.
    private static func texts(_ changes: Attributes, member: String) -> JSONBody? {
        let inner: JSONBody = .object([
            "name": changes[.name].string.map { .string($0) },
            "description": changes[.description].string.map { .string($0) },
        ])
        return inner == .object([:]) ? nil : .object([JSONBody.Member(name: member, value: inner)])
    }

    /// Adds what is new or changed, then removes what is no longer wanted; the marks always stay. Both requests may
    /// be repeated. Source: API reference, tags.
    private func writeTags(
        _ request: UpdateRequest, _ service: Service, _ template: String
    ) async throws(ProviderError) {
        let current = request.current[.tags].stringMap ?? [:]
        let changesTags = request.changes[.tags] != .null
        let wanted = changesTags ? request.changes[.tags].stringMap ?? [:] : current
        var added = wanted.filter { current[$0.key] != $0.value }
        if let owner = request.owner { added[Mark.ownerKey] = owner }
        if let operation = request.operation { added[Mark.operationKey] = operation.description }
        let removed = current.filter { wanted[$0.key] == nil && !Mark.keys.contains($0.key) }
        for (action, tags) in [("delete", removed), ("create", added)] where !tags.isEmpty {
            try await gateway.send(
                .change(
                    "POST", service, request.region, template, [request.id],
                    body: .object(["action": .string(action), "tags": .tags(tags)]), resend: .always))
        }
    }

    /// What a request is for, as the live object shows it.
    private enum Goal: Sendable {
        case power(String)
        case flavor(String)
        case size(disk: RemoteID, Int)
        case type(disk: RemoteID, String)
        case attached(disk: RemoteID, server: RemoteID)
    }

    private func isReached(_ goal: Goal, _ request: UpdateRequest) async throws(ProviderError) -> Bool {
        switch goal {
        case .power(let power):
            let server = try await read(request.id, .server, in: request.region)
            return server?.attributes[.power].string == power && server?.phase == .ready
        case .flavor(let flavor):
            return try await read(request.id, .server, in: request.region)?.attributes[.flavor].string
                == flavor
        case .size(let disk, let size):
            return try await liveDisk(disk, in: request.region)?.attributes[.size].int ?? 0 >= size
        case .type(let disk, let type):
            return try await liveDisk(disk, in: request.region)?.attributes[.type].string == type
        case .attached(let disk, let server):
            guard case .disk(let facts) = try await liveDisk(disk, in: request.region)?.facts else {
                return false
            }
            return facts.servers.contains(server)
        }
    }

    /// Starts work on an object. When the service refuses because there is nothing left to do, that is no failure.
    private func start(
        _ call: Call, _ kind: ResourceKind, _ request: UpdateRequest, unless goal: Goal
    ) async throws(ProviderError) -> PendingOperation? {
        do throws(ProviderError) {
            let started = try await gateway.send(call) { body throws(JSONFailure) in
                try StartedWork.read(body)
            }
            return PendingOperation(
                kind: kind, region: request.region, purpose: .update, service: call.service.rawValue,
                job: started.job, id: request.id)
        } catch {
            let couldBeReached: Bool =
                switch error.category {
                case .invalid, .state, .conflict: true
                default: false
                }
            guard couldBeReached, try await isReached(goal, request) else { throw error }
            return nil
        }
    }
}
