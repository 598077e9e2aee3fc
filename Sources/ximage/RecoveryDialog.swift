import XimageCore
import XimageEngine
import XimagePlanning
import XimageRendering

/// Shows the objects that marks gave back, and asks which of them count.
struct RecoveryDialog: Sendable {
    enum Answer: Sendable {
        /// With the chosen object of each address first.
        case agreed([Recovery])
        case declined
        /// Nobody to ask; the command that says the same without a terminal.
        case impossible([String])
        case unfitting(ChosenObject)
    }

    let context: RunContext
    /// Objects that were chosen on the command line.
    let choices: [ChosenObject]
    /// Whether the first object of each address is recorded without a question.
    let agrees: Bool
    /// Whether what leaves no doubt is asked about, too.
    let confirms: Bool

    func choose(_ found: [Recovery]) async -> Answer {
        let confirmation = Confirmation(output: context.output)
        var chosen: [Recovery] = []
        var servers: [Address: RemoteID] = [:]
        var words: [String] = []
        if let choice = unfitting(found) { return .unfitting(choice) }
        var isOpen = false
        // Servers first: their disks follow.
        for recovery in found.sorted(by: Self.precedes) {
            var recovery = recovery.following(recovery.address.owner.flatMap { servers[$0] })
            let given = choices.first { $0.address == recovery.address }
            if let given, let index = recovery.candidates.firstIndex(where: { $0.id == given.id }) {
                recovery = recovery.choosing(index)
            }
            if context.isJSON {
                context.output.message(text(recovery))
            } else {
                context.output.result(text(recovery))
            }
            if recovery.isDoubtful, given == nil, !agrees {
                isOpen = true
                if confirmation.canAsk {
                    let number = await confirmation.ask(
                        context.language(
                            "Which object is \(recovery.address.shown)?",
                            zh: "哪个对象是 \(recovery.address.shown)？"), choices: recovery.candidates.count,
                        style: context.messageStyle)
                    guard let number else { return .declined }
                    recovery = recovery.choosing(number - 1)
                }
            }
            let id = recovery.candidates[0].id
            if recovery.isDoubtful {
                words.append("--choose \("\(recovery.address)=\(id)".shellQuoted)")
            }
            if recovery.address.kind == .server { servers[recovery.address] = id }
            chosen.append(recovery)
        }
        guard !agrees, isOpen || confirms else { return .agreed(chosen) }
        let several = chosen.contains(where: \.isDoubtful)
        let question =
            several
            ? context.language("Record the chosen objects?", zh: "记录所选的对象吗？")
            : context.language("Record these objects?", zh: "记录这些对象吗？")
        switch await confirmation.ask(question, style: context.messageStyle) {
        case .yes: return .agreed(chosen)
        case .no: return .declined
        case .impossible: return .impossible(words)
        }
    }

    /// A choice that names an object without the mark of its address.
    private func unfitting(_ found: [Recovery]) -> ChosenObject? {
        choices.first { choice in
            !found.contains { recovery in
                recovery.address == choice.address && recovery.candidates.contains { $0.id == choice.id }
            }
        }
    }

    private static func precedes(_ a: Recovery, _ b: Recovery) -> Bool {
        (a.address.kind == .disk ? 1 : 0, a.address) < (b.address.kind == .disk ? 1 : 0, b.address)
    }

    private func text(_ recovery: Recovery) -> String {
        let language = context.language
        let lines = recovery.candidates.enumerated().map { index, object in
            var traits = object.traits
            if let created = object.attributes[.createdAt].string.flatMap({ Timestamp($0) }) {
                traits.append(TimeText.ago(created, now: context.time.now(), language))
            }
            let mark =
                recovery.isDoubtful
                ? "\(index + 1)  " : index == 0 ? "" : language("not this one: ", zh: "不是此对象：")
            return "  \(mark)\(object.id.visible)  \"\(object.name.visible)\", "
                + traits.joined(separator: ", ").visible + "\n"
        }
        let more =
            recovery.isNameless
            ? language(
                "  nothing declares it: state will remember it, and leave it alone",
                zh: "  没有清单声明它：状态会记住它，但不作处理") + "\n"
            : ""
        return "\(recovery.address.shown)\n" + lines.joined() + more
    }
}
