import XimageCore

/// Of images, their generations and copies.
extension Notice {
    static let unknownGeneration = Notice(
        "unknown-generation", Bilingual("No such generation", zh: "没有该代镜像"),
        english: RuleText(
            "{object} shall be made from it, but {reason}.",
            fix: "Name one that is there; to see them:\n  ximage show {command}"),
        chinese: RuleText(
            "{object} 要用它创建，但{reason}。", fix: "请指定已有的一代；查看：\n  ximage show {command}"))

    static let generationUnfinished = Notice(
        "generation-unfinished", Bilingual("The image is still being created", zh: "镜像仍在创建中"),
        english: RuleText(
            "{object} is to be created from {image}, whose status is `{status}`.",
            fix: "Plan again when it is complete; to see it:\n  ximage show {command}"),
        chinese: RuleText(
            "{object} 要用 {image} 创建，而其状态为 `{status}`。",
            fix: "请在其完成后重新生成计划；查看：\n  ximage show {command}"))

    static let imageOfOtherRegion = Notice(
        "image-of-other-region", Bilingual("Image of another region", zh: "镜像在其他区域"),
        english: RuleText(
            "{object} is in {region}, {image} in {other}.",
            fix: "Declare a copy of the image in {region}, and make the server from that."),
        chinese: RuleText(
            "{object} 在 {region}，而 {image} 在 {other}。",
            fix: "请在 {region} 声明该镜像的副本，并用副本创建云服务器。"))

    static let copyOfRegion = imageOfOtherRegion.case(
        english: RuleText(
            "{object} is in {region}, {image} in {other}.",
            fix: "Make it from the copy there: `image: {from: {copy}}`."),
        chinese: RuleText(
            "{object} 在 {region}，而 {image} 在 {other}。", fix: "请用该区域的副本创建：`image: {from: {copy}}`。"))

    static let contentNotKnown = Notice(
        "image-content-not-known", Bilingual("Content of the image is not known", zh: "镜像的内容未知"),
        english: RuleText(
            """
            What {image} holds could not be read. The disks that {server} gets from it are named only after the server \
            exists.
            """,
            fix: "Plan again. If it stays unknown, plan with a key that may list backups."),
        chinese: RuleText(
            "无法读取 {image} 的内容。{server} 从中得到的磁盘要等云服务器存在后才能列出。",
            fix: "请重新生成计划。如仍未知，请使用有权查询备份列表的访问密钥。"))

    static let numbersEnd = Notice(
        "generation-number", Bilingual("Generation numbers run out", zh: "代次编号即将用尽"),
        english: RuleText(
            """
            The next generation of {image} has the number {number}. Marks have room for numbers up to {last}; a series \
            cannot continue after that.
            """,
            fix: "Declare the image under another key, and let the old series end with `removed:`."),
        chinese: RuleText(
            "{image} 的下一代编号为 {number}。标记最多容纳到 {last}，之后该系列无法继续。",
            fix: "请用另一个键声明该镜像，并用 `removed:` 结束旧系列。"))

    static let generationInUse = Notice(
        "generation-in-use", Bilingual("The current generation is not removed", zh: "不删除当前的一代"),
        english: RuleText(
            "{object} is what {series} stands for now.",
            fix: "Create a new one first:\n  ximage apply --renew {command}"),
        chinese: RuleText(
            "{object} 是 {series} 当前使用的一代。", fix: "请先创建新的一代：\n  ximage apply --renew {command}"))

    static let copyRegionChanged = Notice(
        "copy-region-changed", Bilingual("A series of copies changes its region", zh: "镜像副本系列更换了区域"),
        english: RuleText(
            """
            {copy} is in {region}, and {object} shall arrive in {target} from now on. Copies of one key stay in one \
            region.
            """,
            fix: "Declare a copy with another key for {target}; let the old one go under `removed:`."),
        chinese: RuleText(
            "{copy} 在 {region}，而 {object} 今后要复制到 {target}。同一个键的副本须在同一区域。",
            fix: "请用另一个键为 {target} 声明副本，并用 `removed:` 移除旧副本。"))

    static let sourceGone = Notice(
        "source-gone", Bilingual("Series whose source is no longer selected", zh: "镜像系列的源不再被选中"),
        english: RuleText(
            "Source gone: {series}. What was made of them is kept, generation for generation.",
            fix: "To let one go, add an entry under `removed:`."),
        chinese: RuleText(
            "源不再被选中的系列：{series}。已制作的各代镜像全部保留。", fix: "如需移除其中一个，请在 `removed:` 下添加条目。"))

    static let undelete = Notice(
        "undelete", Bilingual("Nothing to bring back", zh: "没有可恢复的内容"),
        english: RuleText("{object} cannot be brought back: {reason}.", fix: "{fix}"),
        chinese: RuleText("无法恢复 {object}：{reason}。", fix: "{fix}"))

    static let undeletePresent = undelete.case(
        english: RuleText("{object} cannot be brought back: its image is there."),
        chinese: RuleText("无法恢复 {object}：其镜像仍存在。"))

    static let backupName = Notice(
        "backup-name", Bilingual("Backup lacks the name of its image", zh: "备份名称未体现所属镜像"),
        english: RuleText(
            """
            The name of backup {backup} does not show that it belongs to {object}. If the state were lost, only that name \
            would show it. `ximage apply` renames the backup.
            """),
        chinese: RuleText(
            "备份 {backup} 的名称没有表明它属于 {object}。如果状态丢失，只有名称能体现这一点。`ximage apply` 会重命名该备份。"))

    // MARK: Retention

    static let retentionFrees = Notice(
        "retention", Bilingual("Retention removes old generations", zh: "保留策略删除旧的各代镜像"),
        english: RuleText("{images} and {backups} go, which frees {space} in their vaults."),
        chinese: RuleText("将删除 {images}和 {backups}，在其存储库中释放{space}。"))

    static let retentionHeld = Notice(
        "retention-held",
        Bilingual("A generation stays longer than retention asks", zh: "有一代镜像的保留时间超出保留策略"),
        english: RuleText("{object} is past its retention and stays: {reasons}."),
        chinese: RuleText("{object} 已超出保留策略，但仍保留：{reasons}。"))

    static let retentionBlind = Notice(
        "retention-blind", Bilingual("Retention cannot see everything", zh: "保留策略无法读取全部信息"),
        english: RuleText(
            """
            {reason}, so that nobody can tell what still uses the generations of {object}. None of them is removed.
            """,
            fix: "Let the user of the access key read them, then plan again."),
        chinese: RuleText(
            "{reason}，因此无法判断 {object} 的各代镜像是否仍被使用，一代也不删除。",
            fix: "请授予访问密钥的用户读取权限，然后重新生成计划。"))

    static let imageNotices = [
        unknownGeneration, generationUnfinished, imageOfOtherRegion, copyOfRegion, contentNotKnown,
        numbersEnd,
        generationInUse, copyRegionChanged, sourceGone, undelete, undeletePresent, backupName, retentionFrees,
        retentionHeld, retentionBlind,
    ]
}
