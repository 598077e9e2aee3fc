import XimageCore

/// Changes to objects where they are. Each request is safe to repeat: what already is as wanted counts as done.
extension HuaweiProvider {
    func updateVault(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        try await cbr.writeVault(request.changes, of: request.id, in: request.region)
        try await cbr.change(Self.tags(request), ofVault: request.id, in: request.region)
        return .done(request.id)
    }

    /// Stop first and start last, so that a server is stopped at most once. Source: ECS API reference, changing a
    /// server.
    func updateServer(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        let changes = request.changes
        try await ecs.change(Self.tags(request), of: request.id, in: request.region)
        try await ecs.write(changes, of: request.id, in: request.region)
        try await changeMembership(request)
        var steps: [Step] = []
        let power = changes[.power].string
        if power == "stopped" { steps.append(.power("stopped")) }
        if let size = changes[.systemDiskSize].int { steps.append(.size(size)) }
        if let type = changes[.systemDiskType].string { steps.append(.type(type)) }
        steps += try await performance(request, .systemDiskIOPS, .systemDiskThroughput)
        if let flavor = changes[.flavor].string { steps.append(.flavor(flavor)) }
        if power == "running" { steps.append(.power("running")) }
        return try await run(steps, request)
    }

    /// Metadata, security groups and the server group.
    private func changeMembership(_ request: UpdateRequest) async throws(ProviderError) {
        let (changes, current) = (request.changes, request.current)
        if let wanted = changes[.metadata].stringMap {
            let present = current[.metadata].stringMap ?? [:]
            try await ecs.change(
                metadata: wanted.filter { present[$0.key] != $0.value },
                removing: present.keys.filter { wanted[$0] == nil }, of: request.id, in: request.region)
        }
        if let wanted = changes[.securityGroups].list?.compactMap(\.string) {
            let present = (current[.securityGroups].list ?? []).compactMap(\.string)
            try await ecs.change(
                groups: wanted.filter { !present.contains($0) },
                leaving: present.filter { !wanted.contains($0) }, of: request.id, in: request.region)
        }
        if let wanted = changes[.serverGroup].string {
            try await ecs.move(
                request.id, from: current[.serverGroup].string, to: wanted, in: request.region)
        }
    }

    func updateDisk(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        let changes = request.changes
        try await evs.change(Self.tags(request), of: request.id, in: request.region)
        try await evs.write(changes, of: request.id, in: request.region)
        var steps: [Step] = []
        if let size = changes[.size].int { steps.append(.size(size)) }
        if let type = changes[.type].string { steps.append(.type(type)) }
        steps += try await performance(request, .iops, .throughput)
        if let wanted = changes[.server].string {
            if let present = request.current[.server].string, !present.isEmpty, present != wanted {
                steps.append(.detach(from: present))
            }
            if !wanted.isEmpty { steps.append(.attach(to: wanted)) }
        }
        return try await run(steps, request)
    }

    /// Both figures in one request: the service takes neither alone of a disk that has both. After the size, which bounds them.
    private func performance(
        _ request: UpdateRequest, _ iopsName: AttributeName, _ throughputName: AttributeName
    ) async throws(ProviderError) -> [Step] {
        let (iops, throughput) = (request.changes[iopsName].int, request.changes[throughputName].int)
        if let iops, let throughput { return [.performance(iops: iops, throughput: throughput)] }
        guard iops != nil || throughput != nil else { return [] }
        let subject = Subject(kind: request.address.kind, id: request.id, region: request.region)
        let disk = subject.kind == .server ? try await systemDisk(of: subject) : request.id
        let present = try await read(disk, .disk, in: request.region)?.attributes
        guard let wanted = iops ?? present?[.iops].int else { return [] }
        return [.performance(iops: wanted, throughput: throughput ?? present?[.throughput].int)]
    }

    /// One change a request, as the vendor's Terraform provider does it. Source: IMS API reference, update.
    func updateImage(_ request: UpdateRequest) async throws(ProviderError) -> Accepted {
        let kind = request.address.kind
        let changes = request.changes
        func patch(_ path: String, _ value: JSONBody, exists: Bool) async throws(ProviderError) {
            try await ims.patch(path, value, exists: exists, of: request.id, in: request.region)
        }
        if let name = changes[.name].string { try await patch("/name", .string(name), exists: true) }
        if let text = changes[.description].string {
            try await patch(
                "/__description", .string(try await description(text, request)),
                exists: kind == .copy || !request.current[.description].isEmpty)
        }
        for (name, path) in [(AttributeName.minimumMemory, "/min_ram"), (.maximumMemory, "/max_ram")] {
            guard let size = changes[name].int else { continue }
            try await patch(
                path, .int(size), exists: name == .minimumMemory || !request.current[name].isEmpty)
        }
        try await ims.change(Self.tags(request), of: request.id, in: request.region)
        return .done(request.id)
    }

    /// A copy keeps the mark in its description: for images without a backup nothing else tells that they are copies.
    private func description(_ text: String, _ request: UpdateRequest) async throws(ProviderError) -> String {
        guard request.address.kind == .copy else { return text }
        let marked = CopyMark.parse(
            try await ims.read(request.id, in: request.region)?.description ?? "")
        guard let owner = marked.owner, let operation = marked.operation else { return text }
        return CopyMark.marked(text, owner: owner, operation: operation)
    }

    /// The marks always stay.
    private static func tags(_ request: UpdateRequest) -> TagChange {
        let current = request.current[.tags].stringMap ?? [:]
        let changesTags = request.changes[.tags] != .null
        let wanted = changesTags ? request.changes[.tags].stringMap ?? [:] : current
        var added = wanted.filter { current[$0.key] != $0.value }
        if let owner = request.owner { added[Mark.ownerKey] = owner }
        if let operation = request.operation { added[Mark.operationKey] = operation.description }
        let removed = current.filter { wanted[$0.key] == nil && !Mark.keys.contains($0.key) }
        return TagChange(removed: removed, added: added)
    }
}
