/// Of what a set may use outside its folder.
extension Notice {
    static let untrustedSet = Notice(
        "untrusted", Bilingual("The set needs your trust", zh: "清单集需要您的信任"),
        english: RuleText("Whoever writes a set does not decide this alone:\n{uses}", fix: "{advice}"),
        chinese: RuleText("以下各项不能仅由清单集的编写者决定：\n{uses}", fix: "{advice}"))

    /// All that values of the product say by themselves, besides what rules do.
    package static let core = [untrustedSet]
}
