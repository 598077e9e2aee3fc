package import XimageCore
import XimagePlanning

/// One address with the objects that have its mark.
package struct Recovery: Sendable {
    package let address: Address
    /// At least one. The first one is recorded at the address; the others become known and are left alone.
    package private(set) var candidates: [LiveResource]
    /// Whether a person has to say which of them counts.
    package let isDoubtful: Bool
    /// Whether nothing declares the object. State remembers its id, and leaves it alone.
    package let isNameless: Bool

    /// - Parameter spare: have the same mark, and do not count.
    init(_ address: Address, _ object: LiveResource, spare: [LiveResource] = [], isNameless: Bool = false) {
        self.address = address
        candidates = [object] + spare
        isDoubtful = false
        self.isNameless = isNameless
    }

    /// - Parameter spare: less likely than all of the candidates.
    init(_ found: Candidates, spare: [LiveResource]) {
        address = found.address
        candidates = found.objects + spare
        isDoubtful = true
        isNameless = false
    }

    /// With another one of its candidates first.
    package func choosing(_ index: Int) -> Recovery {
        var choice = self
        choice.candidates.insert(choice.candidates.remove(at: index), at: 0)
        return choice
    }

    /// In the records that are written.
    func standing(of candidate: LiveResource) -> ResourceRecord.Standing {
        if isNameless || candidate.id != candidates[0].id { return .passedOver }
        // The naming of a disk without a mark was cut off.
        return candidate.owner == nil ? .incomplete : .current
    }

    /// A disk that is attached to its server precedes the others.
    /// - Parameter server: that is recorded or chosen for the disk; `nil` where there is none.
    package func following(_ server: RemoteID?) -> Recovery {
        guard isDoubtful, let server,
            let index = candidates.firstIndex(where: { $0.attributes[.server].string == server })
        else { return self }
        return choosing(index)
    }
}
