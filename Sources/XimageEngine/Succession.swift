import XimageCore
import XimageState

/// What a new record at an address means for the one before it.
struct Succession {
    let upserts: [ResourceRecord]
    let removals: [RecordKey]

    /// - Parameters:
    ///   - old: the record at the address so far.
    ///   - replaces: the object that the new one takes the place of, as was agreed; it is still to be deleted. Any other
    ///     old record is of an object that no longer exists: it is forgotten.
    init(of old: ResourceRecord?, by new: ResourceRecord, replaces: RemoteID?) {
        guard var old, old.id != new.id else {
            upserts = [new]
            removals = []
            return
        }
        guard old.id == replaces else {
            upserts = [new]
            removals = [RecordKey(address: old.address, id: old.id)]
            return
        }
        old.standing = .deposed
        upserts = [old, new]
        removals = []
    }
}
