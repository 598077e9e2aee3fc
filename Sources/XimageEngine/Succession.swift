import XimageCore
import XimageState

/// What new records mean for those that were at their addresses.
struct Succession {
    private(set) var upserts: [ResourceRecord] = []
    private(set) var removals: [RecordKey] = []

    /// - Parameters:
    ///   - old: the records at the addresses so far.
    ///   - replaced: objects that the new ones take the place of, as was agreed; they are still to be deleted. Any other
    ///     old record is of an object that no longer exists: it is forgotten.
    init(of old: [Address: ResourceRecord], by new: [ResourceRecord], replacing replaced: Set<RemoteID>) {
        for record in new {
            if var before = old[record.address], before.id != record.id {
                if replaced.contains(before.id) {
                    before.standing = .deposed
                    upserts.append(before)
                } else {
                    removals.append(RecordKey(address: before.address, id: before.id))
                }
            }
            upserts.append(record)
        }
    }
}
