import XimageCore

/// What became of a step, in the word before its line.
enum ProgressWord {
    case begin, start, going, running, done, failed, skipped, note

    func text(_ language: Language) -> String {
        switch self {
        case .begin: language("begin", zh: "开始")
        case .start: language("start", zh: "启动")
        case .going: language("going", zh: "进行")
        case .running: language("running", zh: "运行中")
        case .done: language("done", zh: "完成")
        case .failed: language("failed", zh: "失败")
        case .skipped: language("skipped", zh: "跳过")
        case .note: language("note", zh: "说明")
        }
    }
}
