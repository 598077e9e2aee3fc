package import XimageCore

extension Planner {
    /// What the rules about the inside of servers say just before one image is made: those that apply asks again.
    ///
    /// - Parameter live: of the plan; what `subject` holds stands above it.
    package func guestFindings(
        _ subject: GuestSubject, _ report: GuestReport, in desired: DesiredState,
        acknowledgements: [Acknowledgement], live: LiveIndex, at now: Timestamp
    ) -> [Diagnostic] {
        guard let image = desired[subject.image] else { return [] }
        var objects = [subject.live] + subject.disks
        if case .server(let facts) = subject.live.facts {
            objects += facts.disks.compactMap { disk in
                subject.disks.contains { $0.id == disk.id } ? nil : live[disk.id]
            }
        }
        var context = RuleContext(
            catalogues: [:], changes: [], desired: desired, live: LiveIndex(objects), lookupProblems: [:],
            acknowledgements: desired.acknowledgements + acknowledgements, isOnline: true, readAt: now)
        if let address = subject.server, let server = desired[address] {
            context.add(
                RuleContext.Subject(
                    desired: server, prior: nil, live: subject.live, change: nil, resolved: server.attributes)
            )
        }
        let change = Change(
            address: subject.image, region: subject.region, action: .create, after: image.attributes,
            differences: [], reason: .declaredButMissing, notes: [], origin: image.origin)
        context.add(
            RuleContext.Subject(
                desired: image, prior: nil, live: nil, change: change, resolved: image.attributes))
        context.guests = [subject.image: report]
        let asked = rules.filter {
            let metadata = type(of: $0).metadata
            return metadata.family == "GU" && metadata.phases.contains(.apply)
        }
        var summary = CheckSummary()
        return RuleRunner(asked).run(context, summary: &summary)
    }
}
