import XimageCore
import XimagePlanning

/// Reads an object by its id just before a step deletes it, or creates what takes its place. Lists lag, and answers lack
/// fields: what the plan rests on has to be so in this reading too.
struct RemovalCheck: StepCheck {
    private let provider: any Provider
    /// By the object that they are about.
    private let changes: [RemoteID: Change]
    /// Objects as they were when the plan was made.
    private let planned: [RemoteID: LiveResource]

    init(_ planned: Session.Planned, provider: any Provider) {
        self.provider = provider
        changes = Dictionary(
            planned.plan.changes.compactMap { change in change.id.map { ($0, change) } }
        ) { first, _ in first }
        self.planned = Dictionary(planned.live.resources.map { ($0.id, $0) }) { first, _ in first }
    }

    func verdict(on step: PlanStep, ids: [Address: RemoteID]) async -> StepVerdict {
        guard let id = Self.removed(by: step) else { return .goOn }
        do throws(ProviderError) {
            // What no longer exists can no longer be lost.
            // A new object may be in another region than the one that it takes the place of.
            let region = planned[id]?.region ?? step.region
            guard let object = try await provider.read(id, step.address.kind, in: region),
                let objection = try await objection(to: step, object)
            else { return .goOn }
            return .hold(
                StepHold(
                    reason: Bilingual(
                        "\(step.address) (\(id)) was read once more and stays: \(objection.english)",
                        zh: "再次读取了 \(step.address)（\(id)），予以保留：\(objection.chinese)")))
        } catch {
            return .hold(
                StepHold(
                    reason: Bilingual(
                        "\(step.address) (\(id)) stays, as it could not be read once more: \(error)",
                        zh: "无法再次读取 \(step.address)（\(id)），因此予以保留：“\(error)”")))
        }
    }

    /// The object that the step deletes or replaces. Backups have no reading of their own.
    private static func removed(by step: PlanStep) -> RemoteID? {
        switch step.operation {
        case .delete(let delete): delete.id
        case .prune(let prune): prune.id
        case .create(let create): create.replaces
        case .label, .update, .detach, .forget, .settle, .stop, .start, .awaitServer, .deleteBackup: nil
        }
    }

    // MARK: What speaks against it

    private func objection(to step: PlanStep, _ object: LiveResource) async throws(ProviderError)
        -> Bilingual?
    {
        // Without refresh, the plan knows the object from state alone.
        guard let seen = planned[object.id] else { return nil }
        if object.owner != seen.owner {
            let (was, now) = (Self.shown(seen.owner), Self.shown(object.owner))
            return Bilingual(
                "its owner mark was \(was.english) and is \(now.english).",
                zh: "其归属标记原为\(was.chinese)，现为\(now.chinese)。")
        }
        if step.operation.consent == .unfinished, object.phase != .failed {
            return Bilingual(
                "its status was \(seen.status) and is \(object.status).",
                zh: "其状态原为 \(seen.status)，现为 \(object.status)。")
        }
        if case .vault(let before) = seen.facts, before.usedMiB == 0, case .vault(let now) = object.facts,
            now.usedMiB != 0
        {
            return Bilingual("it was empty and holds backups.", zh: "它原为空，现含有备份。")
        }
        return try await unconfirmed(seen, object)
    }

    /// The attributes that force a replacement.
    private func unconfirmed(_ seen: LiveResource, _ object: LiveResource) async throws(ProviderError)
        -> Bilingual?
    {
        guard let change = changes[object.id], case .immutableAttributes(let names) = change.reason else {
            return nil
        }
        let systemDisk = try await systemDisk(of: object, for: names)
        // What only the record keeps no reading can confirm.
        for name in names where name != .recreateOn {
            let (before, now): (Value, Value)
            switch name {
            case .systemDiskType: (before, now) = (change.before?[name] ?? .null, systemDisk?[.type] ?? .null)
            case .systemDiskSize: (before, now) = (change.before?[name] ?? .null, systemDisk?[.size] ?? .null)
            default: (before, now) = (seen.attributes[name], object.attributes[name])
            }
            if before != now {
                return Bilingual(
                    "`\(name)` forces its replacement, and is not what the plan was made on.",
                    zh: "`\(name)` 要求替换它，但已与制定计划时不同。")
            }
        }
        return nil
    }

    private func systemDisk(
        of object: LiveResource, for names: [AttributeName]
    ) async throws(ProviderError) -> Attributes? {
        guard names.contains(.systemDiskType) || names.contains(.systemDiskSize),
            case .server(let facts) = object.facts, let disk = facts.disks.first(where: \.isSystem)
        else { return nil }
        return try await provider.read(disk.id, .disk, in: object.region)?.attributes
    }

    private static func shown(_ owner: String?) -> Bilingual {
        owner.map { Bilingual("`\($0)`", zh: " `\($0)`") } ?? Bilingual("none", zh: "无")
    }
}
