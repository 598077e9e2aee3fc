import Dispatch
import XimageCore
import XimageRendering

/// Asks before anything is changed.
struct Confirmation: Sendable {
    enum Answer: Hashable {
        case yes
        case no
        /// There is nobody to ask.
        case impossible
    }

    let terminal: Terminal
    let output: Output
    /// The next line that is typed; `nil` at the end of input.
    let readLine: @Sendable () -> String?

    init(
        terminal: Terminal = .current, output: Output = .standard,
        readLine: @escaping @Sendable () -> String? = { Swift.readLine() }
    ) {
        self.terminal = terminal
        self.output = output
        self.readLine = readLine
    }

    /// Only the whole word `yes` is a yes.
    func ask(_ question: String, style: TextStyle) async -> Answer {
        guard canAsk else { return .impossible }
        let line = await line(style.paint(question, .strong) + Self.onlyYes(style.language))
        return line == "yes" ? .yes : .no
    }

    /// Only the number itself is a yes.
    func ask(_ question: String, number: Int, style: TextStyle) async -> Answer {
        guard canAsk else { return .impossible }
        let line = await line(
            style.paint(question, .strong)
                + style.language(" Enter the number of objects to confirm: ", zh: "请输入对象数量以确认："))
        return line == "\(number)" ? .yes : .no
    }

    /// An empty line is the first choice.
    /// - Returns: from 1; `nil` for anything that is no number of a choice.
    func ask(_ question: String, choices: Int, style: TextStyle) async -> Int? {
        let line = await line(
            style.paint(question, .strong)
                + style.language(" Enter a number, or nothing for 1: ", zh: "请输入编号，直接回车表示 1："))
        if line == "" { return 1 }
        return line.flatMap { Int($0) }.flatMap { (1...choices).contains($0) ? $0 : nil }
    }

    /// Asks before a run starts: nothing waits for the answer.
    func askNow(_ question: String, style: TextStyle) -> Answer {
        guard canAsk else { return .impossible }
        output.message("\n" + style.paint(question, .strong) + Self.onlyYes(style.language))
        return readLine()?.split(separator: " ").joined() == "yes" ? .yes : .no
    }

    private static func onlyYes(_ language: Language) -> String {
        language(" Only `yes` is a yes: ", zh: "只有输入 `yes` 才表示同意：")
    }

    var canAsk: Bool { terminal.readsFromTerminal && terminal.messagesGoToTerminal }

    /// Without blanks; `nil` at the end of input.
    private func line(_ prompt: String) async -> String? {
        output.message("\n" + prompt)
        let readLine = readLine
        let line = await withCheckedContinuation { continuation in
            // A thread of its own: the heartbeat of the lock goes on meanwhile.
            DispatchQueue(label: "ximage.confirmation").async { continuation.resume(returning: readLine()) }
        }
        guard let line else {
            output.message("\n")
            return nil
        }
        return line.split(separator: " ").joined()
    }
}
