import XimageCore

/// Of steps that did not succeed. Their headline is not shown: the step is named instead.
extension Notice {
    static let stepFailed = Notice(
        "step-failed", Bilingual("A step failed", zh: "步骤失败"),
        english: RuleText("{verb} of {object} failed: {reason}"),
        chinese: RuleText("{verb}对 {object} 失败：{reason}"))

    /// Of what may be put right.
    static let stepFailedForNow = stepFailed.case(
        english: RuleText("{verb} of {object} failed: {reason}", fix: "{fix}"),
        chinese: RuleText("{verb}对 {object} 失败：{reason}", fix: "{fix}"))

    static let notBegun = stepFailed.case(
        english: RuleText("{object} could not be started: {reason}"),
        chinese: RuleText("无法开始处理 {object}：{reason}"))

    static let notBegunYet = stepFailed.case(
        english: RuleText("{object} could not be started: {reason}", fix: "{fix}"),
        chinese: RuleText("无法开始处理 {object}：{reason}", fix: "{fix}"))

    static let diskMissing = stepFailed.case(
        english: RuleText(
            "{server} was made, but it has fewer data disks than were asked for.",
            fix: "Plan again: the disk that is missing will be made and attached."),
        chinese: RuleText(
            "已创建 {server}，但其数据盘少于所请求的数量。", fix: "请重新生成计划：缺少的云硬盘会被创建并挂载。"))

    static let imageWithoutDisk = stepFailed.case(
        english: RuleText(
            "{disk} shall come back from disk `{key}` of the image, and the image does not hold it.",
            fix: "Plan again; the plan shows the disks that the image holds."),
        chinese: RuleText(
            "{disk} 应从镜像的磁盘 `{key}` 恢复，但镜像中没有该磁盘。", fix: "请重新生成计划，计划会列出镜像中的磁盘。"))

    static let stillPoweredOn = stepFailed.case(
        english: RuleText(
            "Server {name} has not powered itself off within {minutes} min.",
            fix: "Look at its console for what keeps it, or allow more time with `within`."),
        chinese: RuleText(
            "云服务器 {name} 没有在 {minutes} 分钟内自行关机。", fix: "请在其控制台查看原因，或用 `within` 延长等待时间。"))

    static let portClosed = stepFailed.case(
        english: RuleText(
            "Server {name} does not accept connections on port {port} within {minutes} min.",
            fix: "Look at its service and its security group, or allow more time with `within`."),
        chinese: RuleText(
            "云服务器 {name} 的端口 {port} 在 {minutes} 分钟内不可连接。",
            fix: "请检查其服务和安全组，或用 `within` 延长等待时间。"))

    static let idNotKnown = stepFailed.case(
        english: RuleText("The id of {name} is not known.", fix: "Apply again: the plan will find it."),
        chinese: RuleText("{name} 的 ID 未知。", fix: "请重新应用：计划会找到它。"))

    static let gaveWay = stepFailed.case(
        english: RuleText(
            """
            Another run creates the same objects: {object} has the mark of {address} with lineage {other}. The lineage of \
            this run is {own}. This run stopped.{deleted}{left}
            """,
            fix: "Use the state of the other run. To delete what this one created:\n  ximage destroy"),
        chinese: RuleText(
            """
            另一次运行正在创建相同的对象：{object} 带有 {address} 的标记，谱系为 {other}。本次运行的谱系为 {own}。\
            本次运行已停止。{deleted}{left}
            """,
            fix: "请使用另一次运行的状态。如需删除本次运行创建的对象：\n  ximage destroy"))

    static let failureNotices = [
        stepFailed, stepFailedForNow, notBegun, notBegunYet, diskMissing, imageWithoutDisk, stillPoweredOn,
        portClosed, idNotKnown, gaveWay,
    ]
}
