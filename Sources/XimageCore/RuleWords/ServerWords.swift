/// Of servers.
extension RuleWords {
    package static let imageRegionDiffers = RuleWords(
        "SV015", title: Bilingual("Region of image, server and vault", zh: "镜像、云服务器与存储库的区域"),
        headline: Bilingual(
            "Image, server and vault are in different regions",
            zh: "镜像、云服务器与存储库不在同一区域"),
        english: RuleText(
            "{image} is declared in {region} but {server} is in {other}.",
            fix: "Create the image in the server's region and declare a cross-region copy."),
        chinese: RuleText(
            "整机镜像 {image} 声明在 {region}，但云服务器 {server} 位于 {other}。",
            fix: "请在云服务器所在区域制作镜像，再声明跨区域复制。"))
}
