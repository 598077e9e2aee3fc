package import XimageCore

/// What the caller of one run wants beside the manifests.
package struct PlanOptions: Sendable {
    /// Image series, or whole blocks of them, that get a new generation now.
    package var renew: [Address] = []
    /// Nothing but images whose schedule is due, with what follows from them.
    package var onlyDue = false
    /// Schedules are not looked at.
    package var skipsDue = false
    /// Nothing but what fits one of these, with what it needs; empty for everything.
    package var targets: [AddressPattern] = []
    /// Nothing that fits one of these, nor what needs it.
    package var exclusions: [AddressPattern] = []
    /// Generations whose images are gone and whose backups are there: they are registered again.
    package var undelete: [Address] = []
    /// What history still knows of them.
    package var formerRecords: [ResourceRecord] = []
    /// Ids of orphans that shall go; see ``Orphan``.
    package var clean: [RemoteID] = []
    /// What happens to things that are no longer declared, for this run.
    package var removals: [Removal] = []
    /// Marked objects that this run takes over as its own.
    package var takeOver: TakeOver?
    /// The plan is approved before it is carried out: it is saved, or was.
    package var isReviewed = false
    /// Region project to the number of recorded objects in it whose loss was accepted.
    package var acceptedLosses: [String: Int] = [:]
    /// The set is that of a snapshot: what it is taken of is only read, and no other snapshot ends.
    package var isSnapshot = false
    /// Addresses that errors forbid, with the reason: left out, with all that refers to them or waits for them.
    package var blocked: [Address: Bilingual] = [:]

    package init() {}
}
