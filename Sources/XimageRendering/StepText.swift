import XimageCore
import XimagePlanning

/// The ordered steps: numbered, each with what it waits for.
struct StepText {
    let style: TextStyle
    let language: Language

    func list(_ steps: [PlanStep]) -> String {
        var numbers: [StepID: Int] = [:]
        for (index, step) in steps.enumerated() { numbers[step.id] = index + 1 }
        let digits = String(steps.count).utf8.count
        let margin = String(repeating: " ", count: digits + 6)
        var text = ""
        for (index, step) in steps.enumerated() {
            text += "  " + style.paint(String(index + 1).leftPadded(to: digits), .accent) + "  "
            let lines = Paragraph.lines(step.title(language), width: style.width - digits - 4)
            text += lines.joined(separator: "\n" + margin) + "\n"
            for (reason, waits) in grouped(step.edges, numbers) {
                let shown = waits.prefix(8).map(String.init).joined(separator: ", ")
                let rest = waits.count > 8 ? language(" and \(waits.count - 8) more", zh: " 等") : ""
                for line in Paragraph.lines(
                    language("after \(shown)\(rest): \(reason)", zh: "在 \(shown)\(rest) 之后：\(reason)"),
                    width: style.width - margin.utf8.count)
                {
                    text += margin + style.paint(line, .faint) + "\n"
                }
            }
        }
        return text
    }

    /// `812 steps; 200 can start at once, the longest chain has 4.`
    func numbers(_ steps: [PlanStep]) -> String {
        var depth: [StepID: Int] = [:]
        depth.reserveCapacity(steps.count)
        var deepest = 0
        for step in steps {
            let own = 1 + (step.edges.map { depth[$0.step] ?? 0 }.max() ?? 0)
            depth[step.id] = own
            deepest = max(deepest, own)
        }
        let first = steps.count { $0.edges.isEmpty }
        return language(
            "\(Count.of(steps.count, "step")); \(Count.grouped(first)) can start at once, "
                + "the longest chain has \(Count.grouped(deepest)). --verbose lists each of them.",
            zh: "共 \(Count.grouped(steps.count)) 步；\(Count.grouped(first)) 步可立即开始，"
                + "最长的依赖链有 \(Count.grouped(deepest)) 步。--verbose 列出每一步。")
    }

    /// Step numbers by reason, in the order in which the reasons appear.
    private func grouped(_ edges: [StepEdge], _ numbers: [StepID: Int]) -> [(reason: String, waits: [Int])] {
        var order: [EdgeReason] = []
        var waits: [EdgeReason: [Int]] = [:]
        for edge in edges {
            guard let number = numbers[edge.step] else { continue }
            if waits[edge.reason] == nil { order.append(edge.reason) }
            waits[edge.reason, default: []].append(number)
        }
        return order.map { ($0.text(language), Set(waits[$0] ?? []).sorted()) }
    }
}
