/// Of copies.
extension RuleWords {
    package static let copyInsideRegion = RuleWords(
        "CP001", title: Bilingual("Copy inside a region", zh: "区域内复制"),
        headline: Bilingual("Copy stays inside its region", zh: "复制的目标区域与源区域相同"),
        english: RuleText(
            """
            {copy} targets {region}, the region {image} is already in; whole images can only be \
            replicated to another region.
            """,
            fix: "Change the target region, or create a second image from the server."),
        chinese: RuleText(
            "复制 {copy} 的目标区域 {region} 与整机镜像 {image} 所在区域相同，整机镜像仅支持跨区域复制。",
            fix: "请更换目标区域，或用云服务器再制作一个镜像。"))

    package static let misfitTargetVault = RuleWords(
        "CP006", title: Bilingual("Target vault of a copy", zh: "复制的目标存储库"),
        headline: Bilingual("Target vault cannot receive the copy", zh: "目标存储库不能接收复制"),
        english: RuleText(
            "{vault} cannot receive {copy}: {reason}.",
            fix: "Declare a vault with `purpose: replication` in {region}."),
        chinese: RuleText(
            "存储库 {vault} 不能接收复制 {copy}：{reason}。",
            fix: "请在 {region} 声明 `purpose: replication` 的存储库。"))
}
