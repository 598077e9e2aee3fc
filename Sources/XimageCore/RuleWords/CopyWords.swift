/// Of copies.
extension RuleWords {
    package static let copyInsideRegion = RuleWords(
        "CP001", title: "A whole image cannot be copied inside its region",
        headline: "Copy stays inside its region",
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
        "CP006", title: "The target vault is a server replication vault in the target region",
        headline: "Target vault cannot receive the copy",
        english: RuleText(
            "{vault} cannot receive {copy}: {reason}.",
            fix: "Declare a vault with `purpose: replication` in {region}."),
        chinese: RuleText(
            "存储库 {vault} 不能接收复制 {copy}：{reason}。",
            fix: "请在 {region} 声明 `purpose: replication` 的存储库。"))
}
