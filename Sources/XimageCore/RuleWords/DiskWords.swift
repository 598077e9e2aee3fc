/// Of disks.
extension RuleWords {
    package static let diskSizeOutOfRange = RuleWords(
        "DK021", title: Bilingual("Disk size range", zh: "云硬盘容量范围"),
        headline: Bilingual("Disk size is out of range", zh: "云硬盘容量超出范围"),
        english: RuleText(
            "{object} asks for {size} GiB.",
            fix: "Choose {min}-{max} GiB."),
        chinese: RuleText(
            "磁盘 {object} 申请 {size} GiB。",
            fix: "磁盘容量须为 {min}–{max} GiB。"))
}
