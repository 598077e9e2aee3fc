import XimageCore
import XimageGuest
import XimageRendering

/// Finds out what is inside servers, by what the manifests say: collected now, from a file, from the bytes of the disks
/// where the cloud shows them, from what was collected before; a declaration fills what is left open.
struct GuestLookup: GuestFactsSource {
    let store: FactsStore
    /// Where the disks can be read; they stand for `collect` there, for nothing runs inside.
    let disks: (any ServerDisks)?
    /// Of the set whose servers these are.
    let trust: Trust
    var collector = SSHCollector()
    let now: @Sendable () -> Timestamp
    /// Servers that are asked at once.
    var atOnce = 8

    func reports(on subjects: [GuestSubject]) async -> GuestReports {
        let inspected = await inspect(subjects)
        return await withTaskGroup(of: (Address, GuestReport).self) { group in
            var reports: GuestReports = [:]
            for (index, subject) in subjects.enumerated() {
                if index >= atOnce, let (address, report) = await group.next() { reports[address] = report }
                group.addTask { (subject.image, await report(on: subject, inspected[subject.live.id])) }
            }
            for await (address, report) in group { reports[address] = report }
            return reports
        }
    }

    private func report(on subject: GuestSubject, _ inspected: GuestReport?) async -> GuestReport {
        let settings = subject.settings
        var report: GuestReport
        if settings?.collect != nil, disks == nil {
            report = await collected(subject)
        } else if let template = settings?.factsFile {
            report = file(template, subject)
        } else if let inspected {
            report = inspected
        } else {
            report = stored(subject)
        }
        guard let declared = settings.flatMap({ GuestFacts(declared: $0) }) else { return report }
        switch report {
        case .facts(let facts): report = .facts(facts.filled(from: declared))
        case .nothing: report = .facts(declared)
        }
        return report
    }

    // MARK: Ways

    private func collected(_ subject: GuestSubject) async -> GuestReport {
        do {
            let facts = try await collect(subject.live, subject.settings, ssh: nil, jump: nil, family: nil)
            try? store.save(facts, of: subject.live.id)
            return .facts(facts)
        } catch {
            // A server that is stopped for its image was looked into before; how old that may be is for the rules.
            if case .facts(var facts) = stored(subject), facts.origin.kind == .collected {
                facts.remarks.append("collecting failed: \(error); these facts were kept")
                return .facts(facts)
            }
            return .nothing("collecting failed: \(error)")
        }
    }

    /// Runs the collector on a server.
    ///
    /// - Parameters:
    ///   - ssh: in place of what the manifest says; the same holds for `jump` and `family`.
    func collect(
        _ server: LiveResource, _ settings: GuestSettings?, ssh: String?, jump: String?, family: GuestFamily?
    ) async throws(SSHCollector.Failure) -> GuestFacts {
        let template = GuestTemplate(server: server)
        guard let text = ssh ?? settings?.collect?.ssh else {
            throw SSHCollector.Failure(
                description: "nothing says how to reach server \"\(server.name.visible)\"",
                fix: "Give --ssh root@ADDRESS, or write `guest: {collect: {ssh: \"root@${server.ip}\"}}`.")
        }
        let jumpText = jump ?? settings?.collect?.jump
        try checkHosts([ssh == nil ? text : nil, jump == nil ? jumpText : nil].compactMap(\.self))
        guard let destination = template.filled(text),
            let through = jumpText.map(template.filled) ?? .some(nil)
        else {
            throw SSHCollector.Failure(
                description: "server \"\(server.name.visible)\" has no value for a part of `\(text.visible)`")
        }
        let target: SSHTarget
        do throws(SSHTarget.Malformed) { target = try SSHTarget(destination, jump: through) } catch {
            throw SSHCollector.Failure(
                description: "`\(error.text.visible)` is no user and address for ssh",
                fix: "Write it as root@192.168.0.10 or root@host.example.")
        }
        var cloud: String?
        if case .server(let facts) = server.facts { cloud = facts.osType }
        var facts = try await collector.collect(
            target, family ?? settings?.family ?? GuestFamily(cloud: cloud) ?? .linux)
        // The guest's clock may be wrong; when it was asked is known better here.
        facts.collectedAt = now()
        if facts.instanceID == nil {
            facts.instanceID = server.id
            facts.remarks.append("the guest could not tell its id; the address was trusted")
        }
        return facts
    }

    /// Options are the user's own; what the set names is asked for before anything is read, and held here once more.
    private func checkHosts(_ named: [String]) throws(SSHCollector.Failure) {
        guard !trust.allowsHosts else { return }
        let missing = trust.missing(
            named.map { Trust.Need(.hosts, $0, Trust.logIn) })
        guard let first = missing.first else { return }
        throw SSHCollector.Failure(
            description: "nobody outside the set trusts the host `\(first.value.visible)`",
            fix: trust.advice(missing).english)
    }

    private func file(_ template: String, _ subject: GuestSubject) -> GuestReport {
        guard let path = GuestTemplate(server: subject.live).filled(template) else {
            return .nothing("the server has no value for a part of \(template.visible)")
        }
        if let need = trust.need(ofFacts: path), !trust.allows(need) {
            return .nothing(
                "`\(path.visible)` leads out of the folder of the set; \(trust.advice([need]))")
        }
        do throws(FactsFileError) {
            return .facts(try FactsFile.read(path, origin: GuestOrigin(.file, path)))
        } catch {
            return .nothing("\(error)")
        }
    }

    private func stored(_ subject: GuestSubject) -> GuestReport {
        do throws(FactsFileError) {
            if let facts = try store.facts(of: subject.live.id) { return .facts(facts) }
        } catch {
            return .nothing("\(error)")
        }
        return .nothing(FactGap.notCollected)
    }

    // MARK: Disks

    /// From the bytes of the disks, where the cloud shows them; empty where it does not.
    func inspect(_ subjects: [GuestSubject]) async -> [RemoteID: GuestReport] {
        guard let disks else { return [:] }
        let ids = Set(subjects.map(\.live.id)).sorted()
        let all: [RemoteID: [ReadableDisk]]
        do { all = try await disks.disks(of: ids) } catch {
            return Dictionary(uniqueKeysWithValues: ids.map { ($0, .nothing("\(error)")) })
        }
        var result: [RemoteID: GuestReport] = [:]
        for id in ids {
            guard let own = all[id] else {
                result[id] = .nothing("the server is not there")
                continue
            }
            do {
                var facts = try await DiskInspector(own.map { RemoteDisk(disk: $0, reader: disks) }).facts()
                facts.origin = GuestOrigin(.live)
                facts.instanceID = id
                facts.collectedAt = now()
                result[id] = .facts(facts)
            } catch {
                result[id] = .nothing("\(error)")
            }
        }
        return result
    }
}

/// A disk of a server in a cloud that shows its bytes.
private struct RemoteDisk: DiskBytes {
    let disk: ReadableDisk
    let reader: any ServerDisks

    var name: String { disk.device.split(separator: "/").last.map(String.init) ?? disk.id }
    /// As on KVM.
    var serial: String? { String(disk.id.prefix(20)) }
    var size: Int64 { disk.bytes }
    var isBlank: Bool { disk.isBlank }

    func read(at offset: Int64, count: Int) async throws -> [UInt8] {
        try await reader.read(disk.id, at: offset, count: count)
    }
}
