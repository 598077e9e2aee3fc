internal import XimageCore

/// Remarks at underlines.
extension Bilingual {
    static let againHere = Bilingual("again here", zh: "此处重复")
    static let firstGiven = Bilingual("first given here", zh: "首次出现于此")
    static let firstDeclared = Bilingual("first declared here", zh: "首次声明于此")
    static let declaredHere = Bilingual("declared here", zh: "声明于此")
    static let regionOfVault = Bilingual("the vault's region", zh: "存储库的区域")
    static let purposeOfVault = Bilingual("its purpose", zh: "存储库的用途")

    static func missing(_ key: String) -> Bilingual {
        Bilingual("`\(key)` is missing", zh: "缺少 `\(key)`")
    }

    static func perhaps(_ word: String) -> Bilingual {
        Bilingual("perhaps `\(word)`", zh: "可能是 `\(word)`")
    }

    static func instance(_ key: String) -> Bilingual {
        Bilingual("instance \(key) comes from here", zh: "实例 \(key) 由此产生")
    }
}
