import XimageCore

/// One generation of a series that the cloud has.
struct Generation {
    let record: ResourceRecord
    let object: LiveResource

    /// 0 for a record without a number, which state never holds.
    var number: Int { record.address.generation ?? 0 }
    var isFailed: Bool { object.phase == .failed }
}
