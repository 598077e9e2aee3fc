import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering
import XimageRules

/// Makes of a survey what `list` shows.
enum InventoryReader {
    /// - Parameter imaging: what the rules say to an image of each server; empty where nobody asked.
    static func inventory(_ survey: Session.Survey, _ imaging: Session.Imaging) -> Inventory {
        Inventory(
            live: survey.live,
            addresses: Dictionary(survey.prior.records.map { ($0.id, $0.address) }) { first, _ in first },
            verdicts: imaging.answers.mapValues(verdict),
            unreadable: survey.cloud.unreadable + imaging.unreadable)
    }

    private static func verdict(_ answer: Session.ImagingAnswer) -> ImagingVerdict {
        guard case .findings(let findings, let unread) = answer else {
            return .unknown(
                Bilingual("its region has no vault for server backups", zh: "所在区域没有云服务器备份存储库"))
        }
        // What nobody could look at is no reason against the server, and none for it.
        let open = [RuleCatalogue.factNotRead.id, RuleCatalogue.guestUnchecked.id]
        let errors = findings.filter { $0.severity == .error }
        let others = errors.filter { !open.contains($0.code) }
        guard others.isEmpty else {
            var reasons: [ImagingVerdict.Finding] = []
            for error in others {
                let reason = ImagingVerdict.Finding(
                    rule: error.code, text: Bilingual(error.summary, zh: error.summary(.chinese)))
                if !reasons.contains(reason) { reasons.append(reason) }
            }
            return .no(reasons)
        }
        guard unread.isEmpty else {
            let names = unread.map(\.name)
            let id = RuleCatalogue.factNotRead.id
            return .unknown(
                Bilingual(
                    "\(names.joined(separator: ", ")) could not be read (\(id))",
                    zh: "无法读取 \(names.joined(separator: "、"))（\(id)）"))
        }
        return errors.isEmpty
            ? .yes
            : .unknown(
                Bilingual(
                    "its guest facts are not known (\(RuleCatalogue.guestUnchecked.id))",
                    zh: "云服务器内部信息未知（\(RuleCatalogue.guestUnchecked.id)）"))
    }
}
