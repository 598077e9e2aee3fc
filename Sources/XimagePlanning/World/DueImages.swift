import XimageCore

/// Which images their schedule asks for.
struct DueImages {
    let options: PlanOptions
    let zoneOffset: ZoneOffset
    let now: Timestamp

    /// - Parameter newest: the newest generation that did not fail.
    func isDue(_ resource: DesiredResource, newest: Generation) -> Bool {
        guard !options.skipsDue, let schedule = resource.imageOptions?.schedule,
            let requested = requested(newest)
        else { return false }
        return DueTime(schedule, offset: zoneOffset).isDue(after: requested, now: now)
    }

    /// When the schedule of a series asks for its next generation.
    func next(_ resource: DesiredResource?, _ generations: [Generation]) -> LeftOutChange.Due {
        guard let schedule = resource?.imageOptions?.schedule,
            let newest = generations.last(where: { !$0.isFailed }), let requested = requested(newest)
        else { return .never }
        let time = DueTime(schedule, offset: zoneOffset)
        let next = time.next(after: requested, now: now)
        return time.isClosed(after: requested, now: now) ? .closed(until: next) : .at(next)
    }

    /// Whether `--skip-due` leaves out a generation that is due now.
    func isSkipped(_ resource: DesiredResource, _ generations: [Generation]) -> Bool {
        options.skipsDue && next(resource, generations) == .at(now)
    }

    private func requested(_ newest: Generation) -> Timestamp? {
        newest.record.createdAt ?? newest.object.attributes[.createdAt].string.flatMap { Timestamp($0) }
    }

    /// All of them.
    func dueSeries(
        _ desired: DesiredState, _ generations: [Address: [ResourceRecord]], _ live: LiveIndex
    ) -> Set<Address> {
        var result: Set<Address> = []
        for resource in desired.resources where resource.imageOptions?.schedule != nil {
            let good = (generations[resource.address] ?? []).compactMap { record in
                live[record.id].map { Generation(record: record, object: $0) }
            }
            guard let newest = good.last(where: { !$0.isFailed }) else { continue }
            if isDue(resource, newest: newest) { result.insert(resource.address) }
        }
        return result
    }
}
