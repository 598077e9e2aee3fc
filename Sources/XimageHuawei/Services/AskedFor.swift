import XimageCore

/// An answer about another object than was asked for says nothing about the one that was, least of all that it is gone.
extension LiveResource {
    func asked(_ id: RemoteID) throws(JSONFailure) -> LiveResource {
        guard self.id.isSameID(as: id) else { throw .other(self.id) }
        return self
    }
}

extension ReportedBackup {
    func asked(_ id: RemoteID) throws(JSONFailure) -> ReportedBackup {
        guard self.id.isSameID(as: id) else { throw .other(self.id) }
        return self
    }
}

extension RemoteID {
    /// Services take ids with dashes and without, in either case, and answer in their own form.
    func isSameID(as other: RemoteID) -> Bool {
        self == other || filter { $0 != "-" }.lowercased() == other.filter { $0 != "-" }.lowercased()
    }
}
