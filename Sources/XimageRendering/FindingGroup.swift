package import XimageCore

/// Findings of one rule that one declaring block raises for several of its instances. They are shown as one.
package struct FindingGroup {
    /// In reading order; never empty.
    package let members: [Diagnostic]

    /// Whose words are shown.
    package var first: Diagnostic { members[0] }

    /// Addresses of the other members, in order.
    package var others: [Address] { members.dropFirst().compactMap(\.address) }

    /// The block for several instances, the address for one.
    package var address: Address? {
        members.count > 1 ? first.address?.withoutInstance : first.address
    }

    /// In the order of their first members. Findings without an instance stay alone.
    package static func of(_ findings: [Diagnostic]) -> [FindingGroup] {
        var positions: [Key: Int] = [:]
        var groups: [[Diagnostic]] = []
        for finding in findings.inReadingOrder() {
            guard let address = finding.address, address.instance != nil,
                !asksForConsent.contains(finding.code)
            else {
                groups.append([finding])
                continue
            }
            let key = Key(
                code: finding.code, severity: finding.severity, block: address.withoutInstance,
                place: finding.subject, acknowledged: finding.acknowledged)
            if let position = positions[key] {
                groups[position].append(finding)
            } else {
                positions[key] = groups.count
                groups.append([finding])
            }
        }
        return groups.map { FindingGroup(members: $0.count > 1 ? byAddress($0) : $0) }
    }

    /// Consent is given to objects, one by one, and what each of them loses differs.
    private static let asksForConsent: Set = [RuleWords.dataLoss, "consent"]

    private static func byAddress(_ members: [Diagnostic]) -> [Diagnostic] {
        members.sorted { a, b in
            guard let x = a.address, let y = b.address else { return false }
            return x < y
        }
    }

    private struct Key: Hashable {
        let code: String
        let severity: Severity
        let block: Address
        let place: SourceRange?
        let acknowledged: String?
    }
}

extension FindingGroup {
    /// `image.node (1,000 instances)`
    func subject(_ language: Language = .english) -> String? {
        guard let address else { return nil }
        guard members.count > 1 else { return "\(address)" }
        return language == .chinese
            ? "\(address)（\(members.count) 个实例）" : "\(address) (\(Count.of(members.count, "instance")))"
    }

    /// `image.node[1], image.node[2] and 997 more`; `nil` for a finding alone.
    func also(_ language: Language = .english) -> String? {
        let others = others
        guard !others.isEmpty else { return nil }
        let shown = others.prefix(2).map(\.description)
        let rest = others.count - shown.count
        if language == .chinese {
            return shown.joined(separator: "、") + (rest > 0 ? "等，另有 \(rest) 个" : "")
        }
        return rest > 0
            ? shown.joined(separator: ", ") + " and \(Count.grouped(rest)) more"
            : shown.joined(separator: " and ")
    }

    /// The same where it stands among other sentences.
    func alsoSentence(_ language: Language) -> String? {
        also(language).map { language("Also: \($0).", zh: "另有：\($0)。") }
    }

    /// Stays the same when lines move: the rule and the declaring block.
    package var identity: String {
        "\(first.code) \(first.address?.withoutInstance.description ?? first.subject?.file ?? "")"
    }
}

extension Address {
    /// The address of the declaring block, of a disk or a copy in it, whatever the generation.
    var withoutInstance: Address {
        var block = self
        block.instance = nil
        block.generation = nil
        return block
    }
}
