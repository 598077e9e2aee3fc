import XimageCore
import XimageRendering

/// What state knows, of everything or of one address.
struct RecordView {
    let context: RunContext
    let manifest: ManifestOption

    /// - Parameter text: an address; `nil` for all.
    func show(_ text: String?) throws -> ExitStatus {
        let wanted = try text.map { text in
            guard let address = Address(text) else { throw notAnAddress(text) }
            return address
        }
        let (_, desired) = try context.load(manifest, for: .state)
        let project = desired.settings.project
        let (prior, open) = try context.readState(desired.settings)
        let records = prior.records.filter { record in
            wanted.map { $0 == record.address || $0 == record.address.series } ?? true
        }
        if let wanted, records.isEmpty { throw notInState(wanted, prior) }
        let view = StateText(
            style: context.resultStyle, now: context.time.now(), tableWidth: Terminal.current.tableWidth)
        if context.isJSON {
            context.output.result(StateJSON.render(prior, records: records, project: project))
        } else {
            context.output.result(
                wanted == nil ? view.list(prior, project: project) : view.details(records, of: prior))
        }
        if let sentence = open.sentence(context.language), !context.isJSON {
            context.output.message(sentence)
        }
        return .done
    }

    private func notAnAddress(_ text: String) -> ExitStatus {
        context.refusal(.noAddress, ["text": "\(text)"])
    }

    private func notInState(_ address: Address, _ prior: PriorState) -> ExitStatus {
        let same = prior.records.filter { $0.address.kind == address.kind }.prefix(10).map(
            \.address.description)
        return context.refusal(
            .nothingAtAddress,
            [
                "address": "\(address)",
                "known": same.isEmpty
                    ? ""
                    : RuleArgument(
                        " It has \(Count.listed(same)).", zh: "已有：\(same.joined(separator: "、"))。"),
                "fix": NearestAddress.advice(
                    "\(address)", among: prior.records.map(\.address),
                    otherwise: RuleArgument(
                        "To see all addresses:\n  ximage show", zh: "查看全部地址：\n  ximage show")),
            ])
    }
}
