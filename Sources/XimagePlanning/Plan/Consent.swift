package import XimageCore

/// What permits a step to delete, replace or take over something that can hold data. Every such step carries one.
package enum Consent: Hashable, Sendable, Codable {
    /// Someone acknowledged `destroy` for this address.
    case acknowledgement(Address)
    /// An entry of `removed:`, or `--removed`.
    case removedEntry(Address)
    /// `retention` of the series, with `deleteBackups` where a backup is deleted.
    case retention
    /// The end that was asked for with the snapshot.
    case snapshotEnd
    /// `onRemove: delete` of a disk.
    case onRemove
    /// The id was named to `clean`.
    case cleaning
    /// `destroy` of the whole project.
    case destroy
    /// The replacement that was agreed to and interrupted; the record of the old object says so.
    case interruptedReplacement
    /// It never became usable: the service reports its creation as failed.
    case unfinished
    /// A new state created it beside another run's, and it is empty.
    case rival
    /// Nothing permits it yet. A plan with such a step is shown and not carried out.
    case pending
}
