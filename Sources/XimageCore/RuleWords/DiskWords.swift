/// Of disks.
extension RuleWords {
    package static let diskSizeOutOfRange = RuleWords(
        "DK021", title: "Disk size ranges", headline: "Disk size is out of range",
        english: RuleText(
            "{object} asks for {size} GiB.",
            fix: "Choose {min}-{max} GiB."),
        chinese: RuleText(
            "磁盘 {object} 申请 {size} GiB。",
            fix: "磁盘容量须为 {min}–{max} GiB。"))
}
