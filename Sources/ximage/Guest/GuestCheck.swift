import XimageCore
import XimageEngine
import XimagePlanning

/// Just before an image is made: looks into its server once more, also into one that this apply made, and asks the rules
/// about the inside. An image that they forbid is left out; the rest goes on.
struct GuestCheck: StepCheck {
    let planner: Planner
    let provider: any Provider
    let source: any GuestFactsSource
    let now: @Sendable () -> Timestamp
    let desired: DesiredState
    let acknowledgements: [Acknowledgement]
    /// As the plan saw it: servers that were there already are not read again.
    let live: LiveIndex

    func verdict(on step: PlanStep, ids: [Address: RemoteID]) async -> StepVerdict {
        guard case .create(let create) = step.operation, step.address.kind == .image,
            let image = desired[step.address.series], image.attributes[.kind] != "data",
            let id = create.attributes[.source].reference.flatMap({ ids[$0] })
                ?? create.attributes[.source].string
        else { return .goOn }
        let server: LiveResource
        if let known = live[id] {
            server = known
        } else {
            do {
                guard let read = try await provider.read(id, .server, in: step.region) else {
                    return .hold(
                        StepHold(
                            reason: Bilingual("its source server \(id) is gone", zh: "其源云服务器 \(id) 已不存在")))
                }
                server = read
            } catch {
                return .hold(
                    StepHold(
                        reason: Bilingual(
                            "its source server could not be read: \(error.message)",
                            zh: "无法读取其源云服务器：“\(error.message)”")))
            }
        }
        var errors = await errors(image, server, live, in: step.region)
        // What this apply changed since the plan, such as the size of a disk, is not in what the plan saw.
        if !errors.isEmpty, let (server, live) = await fresh(id, in: step.region) {
            errors = await self.errors(image, server, live, in: step.region)
        }
        guard let first = errors.first else { return .goOn }
        return .hold(
            StepHold(
                reason: Bilingual(
                    "\(first.code): \(first.detail)",
                    zh: "\(first.code)：\(first.text(.chinese).message)"), findings: errors))
    }

    private func errors(
        _ image: DesiredResource, _ server: LiveResource, _ live: LiveIndex, in region: Region
    ) async -> [Diagnostic] {
        let address = image.attributes[.source].reference
        let subject = GuestSubject(
            image: image.address, server: address, region: region, live: server,
            disks: RuleContext.disks(of: server, in: live), settings: settings(image, address))
        let report = await source.reports(on: [subject])[image.address] ?? .nothing(FactGap.notCollected)
        return planner.guestFindings(
            subject, report, in: desired, acknowledgements: acknowledgements, live: live, at: now()
        ).filter { $0.severity == .error }
    }

    /// The server and its disks as they are now; `nil` when they cannot be read.
    private func fresh(_ id: RemoteID, in region: Region) async -> (LiveResource, LiveIndex)? {
        guard let server = try? await provider.current([id], .server, in: region).first,
            case .server(let facts) = server.facts,
            let disks = try? await provider.current(Set(facts.disks.map(\.id)), .disk, in: region)
        else { return nil }
        return (server, LiveIndex([server] + disks))
    }

    private func settings(_ image: DesiredResource, _ server: Address?) -> GuestSettings? {
        if case .image(let details) = image.details, let own = details.options?.content.guest { return own }
        guard let server, case .server(let details) = desired[server]?.details else { return nil }
        return details.options?.content.guest
    }
}
