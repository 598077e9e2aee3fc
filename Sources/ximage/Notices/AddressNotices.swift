import XimageCore

/// Why an object, an address or a name on the command line does not do. Nothing was changed then.
extension Notice {
    private static func refusal(
        _ english: String, fix: String? = nil, zh chinese: String, fix chineseFix: String? = nil
    )
        -> Notice
    {
        Notice(
            "address", Bilingual("Nothing was changed", zh: "未更改任何内容"),
            english: RuleText(english, fix: fix), chinese: RuleText(chinese, fix: chineseFix))
    }

    // MARK: Import

    static let notManaged = refusal(
        "No manifest declares {address} as managed.", fix: "{fix}", zh: "没有清单将 {address} 声明为受管理。",
        fix: "{fix}")
    static let isSeries = refusal(
        "{address} is a series.", fix: "Say which generation it becomes: {address}@1.",
        zh: "{address} 是一个镜像系列。",
        fix: "请指明成为哪一代：{address}@1。")
    static let hasNoGenerations = refusal(
        "{address} has no generations.", fix: "Leave `@...` out.", zh: "{address} 没有代。", fix: "请去掉 `@...`。")
    static let noObjectOfID = refusal(
        "There is no {kind} with the id {id} in {region}.",
        fix: "To see what is there:\n  ximage list {list}",
        zh: "{region} 中没有 ID 为 {id} 的{kind}。", fix: "查看已有对象：\n  ximage list {list}")
    static let isSystemDisk = refusal(
        "{id} is the system disk of server \"{server}\" ({serverID}).",
        fix:
            "A system disk is managed with its server. To import that:\n  ximage import '{address}' {command}",
        zh: "{id} 是云服务器“{server}”（{serverID}）的系统盘。",
        fix: "系统盘随其云服务器一起管理。导入该云服务器：\n  ximage import '{address}' {command}")
    static let ofOtherProject = refusal(
        "{id} has the mark `{mark}`: another project manages it.", fix: "Let that project forget it first.",
        zh: "{id} 带有标记 `{mark}`：由其他项目管理。", fix: "请先让该项目不再管理它。")
    static let isOldObject = refusal(
        "{id} is the old object of an interrupted replacement of {address}. The next apply deletes it.",
        fix: """
            To keep it, take both out of state, then import it:
              ximage state rm '{address}'
              ximage import '{target}' {command}
            The new object stays in the cloud.
            """,
        zh: "{id} 是 {address} 被中断的替换中的旧对象。下一次 apply 会删除它。",
        fix: """
            如果要保留它，先将两者移出状态，再导入：
              ximage state rm '{address}'
              ximage import '{target}' {command}
            新对象保留在云上。
            """)
    static let isKnownAs = refusal("{id} is {address} already.", zh: "{id} 已经是 {address}。")
    static let addressTaken = refusal(
        "{address} is {id} already.", fix: "To let that one go first:\n  ximage state rm '{address}'",
        zh: "{address} 已经是 {id}。", fix: "先释放该对象：\n  ximage state rm '{address}'")
    static let noRegionOfSet = refusal(
        "The set names no region to look into.", fix: "Name one:\n  --matching region=cn-north-4",
        zh: "清单没有指明要查找的区域。", fix: "请指定：\n  --matching region=cn-north-4")
    static let noServerFits = refusal(
        "No server that could be adopted fits.", fix: "To see what is there:\n  ximage list servers",
        zh: "没有符合条件且可纳入管理的云服务器。", fix: "查看已有云服务器：\n  ximage list servers")
    static let serversUndeclared = refusal(
        "{count} that fit are not declared: {names}.",
        fix: "Let a file be written that declares them:\n  --generate servers.yaml",
        zh: "{count}符合条件但未声明：{names}。", fix: "生成声明它们的文件：\n  --generate servers.yaml")
    static let fileOutsideSet = refusal(
        "{file} is no part of the set {set}.",
        fix: "Name a file in the folder of the set, and the folder with -C.", zh: "{file} 不属于清单集 {set}。",
        fix: "请指定清单集文件夹中的文件，并用 -C 指定文件夹。")
    static let recordedMeanwhile = refusal(
        "{address} was recorded meanwhile.", fix: "Run it again.", zh: "{address} 在此期间已被记录。", fix: "请重新运行。")

    // MARK: Records

    static let noRecord = refusal(
        "State has no record of {address}.", fix: "{fix}", zh: "状态中没有 {address} 的记录。", fix: "{fix}")
    static let moveBetweenKinds = refusal(
        "{old} cannot become {new}: a move is between addresses of one kind.",
        zh: "{old} 不能成为 {new}：只能在同类地址之间移动。")

    // MARK: Servers and vaults that are named

    static let snapshotBlock = refusal(
        "A manifest has an image block `snapshot`, under which snapshots stand.",
        fix: "Give that block another key, with a `moved` entry.", zh: "清单中有镜像块 `snapshot`，而快照使用此名称。",
        fix: "请为该块改用其他键，并添加 `moved` 条目。")
    static let serverInNoVault = refusal(
        "server \"{server}\" is in no vault yet, and the backup behind the image needs one.",
        fix: "Name a vault of {region}:\n  --vault main", zh: "云服务器“{server}”尚未绑定存储库，而镜像的备份需要存储库。",
        fix: "请指定 {region} 的存储库：\n  --vault main")
    static let standsForSeveral = refusal(
        "{block} stands for {count}.", fix: "Name one of them:\n  {example}", zh: "{block} 代表{count}。",
        fix: "请指定其中一个：\n  {example}")
    static let nowhere = refusal(
        """
        No manifest declares {address}, and the cloud has no {kind} of that name or id in the regions of the set.
        """, fix: "{fix}", zh: "没有清单声明 {address}，清单的区域中也没有该名称或 ID 的{kind}。", fix: "{fix}")
    static let severalNamed = refusal(
        "{count} have the name \"{name}\".", fix: "Name one by its id: {ids}.", zh: "有{count}名为“{name}”。",
        fix: "请用 ID 指定：{ids}。")
    static let declaredNotThere = refusal(
        "{address} is declared, and not there.", fix: "To make it:\n  ximage apply --target '{address}'",
        zh: "{address} 已声明，但不存在。", fix: "创建它：\n  ximage apply --target '{address}'")
    static let declaredSeveralTimes = refusal(
        "{address} is declared, and there {count} times.", fix: "{fix}", zh: "{address} 已声明，但存在 {count} 个。",
        fix: "{fix}")

    // MARK: Restore

    static let restoreDeclared = restoring(
        "{server} is declared already.",
        fix: """
            Choose another name with --as. If an interrupted restore declared it, to create it:
              ximage apply --target {command}
            """, zh: "{server} 已声明。",
        fix: "请用 --as 选择其他名称。如果是被中断的 restore 声明的，创建它：\n  ximage apply --target {command}")
    static let noGeneration = restoring(
        "State knows no generation {image}.", fix: "{fix}", zh: "状态中没有镜像代 {image}。", fix: "{fix}")
    static let restoreOutsideSet = restoring(
        "{file} is no part of the set {set}.",
        fix: "Name the folder of the set with -C, or a --file inside it.",
        zh: "{file} 不属于清单集 {set}。", fix: "请用 -C 指定清单集的文件夹，或指定其中的 --file。")
    static let noSuchModel = restoring("No manifest declares a server {name}.", zh: "没有清单声明云服务器 {name}。")
    static let sourceGone = restoring(
        "The server that {image} was made of is neither declared nor there, so its flavor and network are not known.",
        fix: "Name a declared server to take them from:\n  --like server:NAME",
        zh: "制作 {image} 的云服务器既未声明也不存在，因此其规格和网络未知。",
        fix: "请指定一台已声明的云服务器以沿用其设置：\n  --like server:NAME")

    private static func restoring(
        _ english: String, fix: String? = nil, zh chinese: String, fix chineseFix: String? = nil
    ) -> Notice {
        Notice(
            "restore", notManaged.headline, english: RuleText(english, fix: fix),
            chinese: RuleText(chinese, fix: chineseFix))
    }

    static let addresses = [
        notManaged, isSeries, hasNoGenerations, noObjectOfID, isSystemDisk, ofOtherProject, isOldObject,
        isKnownAs,
        addressTaken, noRegionOfSet, noServerFits, serversUndeclared, fileOutsideSet, recordedMeanwhile,
        noRecord,
        moveBetweenKinds, snapshotBlock, serverInNoVault, standsForSeveral, nowhere, severalNamed,
        declaredNotThere, declaredSeveralTimes, restoreDeclared, noGeneration, restoreOutsideSet, noSuchModel,
        sourceGone,
    ]
}
