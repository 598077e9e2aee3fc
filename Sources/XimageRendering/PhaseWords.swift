package import XimageCore

/// What a step in the cloud is at, in words.
package enum PhaseWords {
    /// - Parameter phase: as the provider tells it, in English; a word that only the service knows stays as it is.
    package static func text(_ phase: String, _ language: Language) -> String {
        guard language == .chinese else { return phase }
        if let zone = phase.wholeMatch(of: /usable in (.+), region soon/) {
            return "\(zone.1) 已可用，整个区域稍后可用"
        }
        return known[phase] ?? phase
    }

    private static let known = [
        "begun": "已开始", "looked up": "正在查询", "creating": "正在创建", "copying": "正在复制", "deleting": "正在删除",
        "not usable yet": "尚不可用", "waiting for the whole region": "等待在整个区域可用",
    ]
}
