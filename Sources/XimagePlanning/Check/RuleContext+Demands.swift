package import XimageCore

extension RuleContext {
    /// The catalogue of a region for one that asks it for this fact. What was not read yet is remembered, read, and the plan is
    /// decided again; so a fact is missing only where its read was refused, or where nothing was to be read.
    package func catalogue(of region: Region, for fact: CatalogueFact) -> Catalogue? {
        let catalogue = catalogues[region]
        if isOnline, isRefreshed || fact.isAskedFromState, !fact.isRead(catalogue?.asked ?? .nothing) {
            demands.add(fact, of: region)
        }
        return catalogue
    }
}
