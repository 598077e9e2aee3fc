import XimageCore
import XimageEngine
import XimageGuest

/// Guest facts as an example tells them: stored before, and completed by what the manifest declares. Where it tells none,
/// the inside of all servers is in order.
struct ExampleGuests: GuestFactsSource {
    /// By the address of the image.
    let stored: [String: String]

    func reports(on subjects: [GuestSubject]) async -> GuestReports {
        Dictionary(subjects.map { ($0.image, report(on: $0)) }) { first, _ in first }
    }

    private func report(on subject: GuestSubject) -> GuestReport {
        let declared = subject.settings.flatMap { GuestFacts(declared: $0) }
        guard let text = stored["\(subject.image)"] else {
            if let declared { return .facts(declared) }
            return stored.isEmpty ? .facts(SoundGuests.facts(of: subject)) : .nothing("nothing was collected")
        }
        guard !text.isEmpty else { return .nothing("nothing was collected") }
        do throws(FactsDocument.Failure) {
            var facts = try FactsDocument.read(Array(text.utf8), origin: GuestOrigin(.imported, "facts.json"))
            facts.instanceID = facts.instanceID ?? subject.live.id
            if facts.collectedAt == nil { facts.collectedAt = TimeSource.system.now() }
            return .facts(declared.map(facts.filled(from:)) ?? facts)
        } catch { return .nothing("\(error)") }
    }
}
