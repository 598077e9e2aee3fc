import XimageCore

/// Of disks.
extension Notice {
    static let diskDeletedWithServer = Notice(
        "disk-deleted-with-server", Bilingual("Disk would be deleted with its server", zh: "云硬盘会随云服务器一起删除"),
        english: RuleText(
            """
            The plan deletes {server} ({id}). The service deletes {disk} together with it, as the disk is set to be \
            deleted with its server. No step takes the disk off before.
            """,
            fix: """
                In the console, switch off that the disk is deleted with its server, or detach it. Then plan again.
                """),
        chinese: RuleText(
            "计划要删除 {server}（{id}）。{disk}设置为随云服务器删除，服务会将其一并删除，而没有步骤先将其卸载。",
            fix: "请在控制台关闭该云硬盘的随云服务器删除，或将其卸载，然后重新生成计划。"))

    static let attachedDiskLeft = Notice(
        "attached-disk-left", Bilingual("Attached disk stays without a server", zh: "挂载的云硬盘将没有云服务器"),
        english: RuleText(
            """
            The plan deletes {server} ({id}). The service detaches {disk}, and no step of the plan is about it. The disk \
            stays in the cloud, where it goes on costing money.
            """,
            fix: """
                If it belongs to this set, declare it under `dataDisks` and import it:
                  ximage import ADDRESS {command}
                """),
        chinese: RuleText(
            "计划要删除 {server}（{id}）。服务会卸载{disk}，而计划中没有针对它的步骤。该云硬盘会留在云上并继续计费。",
            fix: "如其属于本清单集，请在 `dataDisks` 下声明并导入：\n  ximage import ADDRESS {command}"))

    static let attachedDiskUnknown = Notice(
        "attached-disk-unknown", Bilingual("Attached disk is not imported", zh: "挂载的云硬盘未导入"),
        english: RuleText(
            """
            {object} has no disk yet. {server} has attached data disks that ximage does not manage: {disks}. One of them \
            may be {object}, so that no other disk is created for it.
            """,
            fix: """
                Import the disk that it is:
                  ximage import '{object}' {command}
                If it is none of them, detach them first, or create it in the console and import it.
                """),
        chinese: RuleText(
            "{object} 尚无云硬盘。{server} 挂载了 ximage 未管理的数据盘：{disks}。其中一块可能就是 {object}，因此不会为其另建云硬盘。",
            fix: """
                请导入对应的云硬盘：
                  ximage import '{object}' {command}
                如都不是，请先将它们卸载，或在控制台创建云硬盘后导入。
                """))

    static let diskRenamed = Notice(
        "disk-renamed", Bilingual("Disk may have been renamed", zh: "云硬盘可能已改名"),
        english: RuleText(
            """
            {object} is no longer declared, and {new} is new. The plan takes the old disk off and creates an empty one.
            """,
            fix: "If {from} was renamed to {new}, keep its data:\n{entry}"),
        chinese: RuleText(
            "{object} 不再声明，而 {new} 是新声明的。计划会卸载旧云硬盘并创建空白云硬盘。",
            fix: "如 {from} 改名为 {new}，请这样保留其数据：\n{entry}"))

    static let disksRenamed = diskRenamed.case(
        english: RuleText(
            """
            {count} disks of {block} are no longer declared, and {new} is new. The plan takes the old disks off and \
            creates empty ones.
            """,
            fix: "If {from} was renamed to {new}, keep its data:\n{entry}"),
        chinese: RuleText(
            "{block} 的 {count} 块云硬盘不再声明，而 {new} 是新声明的。计划会卸载旧云硬盘并创建空白云硬盘。",
            fix: "如 {from} 改名为 {new}，请这样保留其数据：\n{entry}"))

    static let noImageDisk = Notice(
        "no-such-image-disk", Bilingual("Disk cannot come back from the image", zh: "云硬盘无法从镜像恢复"),
        english: RuleText(
            "{object} is to come back from disk `{key}` of an image, but {reason}.", fix: "{fix}"),
        chinese: RuleText("{object} 应从镜像的磁盘 `{key}` 恢复，但{reason}。", fix: "{fix}"))

    static let imageDiskKeyTaken = Notice(
        "image-disk-key-taken", Bilingual("Two disks have one key", zh: "两块磁盘使用同一个键"),
        english: RuleText(
            """
            {image} holds disk `{key}`, which no key under `dataDisks` of {server} takes. It would come along as \
            {object}, and that is another disk.
            """,
            fix: """
                Give the other disk a key that the image does not hold, or declare the disk of the image as well:
                  dataDisks: {KEY: {type: {type}, from: {imageDisk: {key}}}}
                """),
        chinese: RuleText(
            "{image} 中有磁盘 `{key}`，而 {server} 的 `dataDisks` 下没有键对应它。它会成为 {object}，但那是另一块磁盘。",
            fix: """
                请为另一块磁盘换一个镜像中没有的键，或同时声明镜像中的磁盘：
                  dataDisks: {KEY: {type: {type}, from: {imageDisk: {key}}}}
                """))

    static let diskTypeNotKnown = Notice(
        "disk-type-not-known", Bilingual("Type of a captured disk is not known", zh: "镜像所含磁盘的类型未知"),
        english: RuleText(
            """
            {object} comes back from disk `{key}` of an image. The disk that was captured no longer exists, and its type \
            is not recorded. The new disk gets the type of the system disk, {type}.
            """,
            fix: "To choose the type, declare the disk under `dataDisks` of {server} with a `type`."),
        chinese: RuleText(
            "{object} 从镜像的磁盘 `{key}` 恢复。被备份的磁盘已不存在，其类型也没有记录。新磁盘将使用系统盘的类型 {type}。",
            fix: "如需指定类型，请在 {server} 的 `dataDisks` 下声明该磁盘及其 `type`。"))

    static let blankDisk = Notice(
        "disk-is-blank", Bilingual("New disk is blank", zh: "新云硬盘为空白盘"),
        english: RuleText(
            """
            A disk comes back from an image only together with its server, and {server} exists. The new {object} is \
            blank.
            """,
            fix: "To get the captured data back, restore the server: ximage restore --help"),
        chinese: RuleText(
            "云硬盘只能随其云服务器一起从镜像恢复，而 {server} 已存在。新的 {object} 为空白盘。",
            fix: "如需找回镜像中的数据，请恢复云服务器：ximage restore --help"))

    static let disksLeftOut = Notice(
        "disks-left-out", Bilingual("Disks are left out", zh: "部分云硬盘被排除"),
        english: RuleText(
            """
            {disk} is excluded. Data disks are attached in the order in which they are declared, so the new {server} \
            also comes without the disks after it.
            """),
        chinese: RuleText("{disk} 已被排除。数据盘按声明的顺序挂载，因此新的 {server} 也不包含其后的云硬盘。"))

    static let attachOrderDiffers = Notice(
        "attach-order-differs", Bilingual("Disks are attached in another order", zh: "云硬盘的挂载顺序不同"),
        english: RuleText(
            """
            {disk} comes back from the image together with the new {server}. {before}, which is declared before it, \
            exists and is attached later. Device names differ from the order of `dataDisks`.
            """,
            fix: "Mount disks by label or UUID, or declare {before} behind the disks of the image."),
        chinese: RuleText(
            "{disk} 随新的 {server} 一起从镜像恢复。声明在其之前的 {before} 已存在，稍后才挂载。设备名的顺序与 `dataDisks` 不同。",
            fix: "请按卷标或 UUID 挂载文件系统，或将 {before} 声明在镜像的磁盘之后。"))

    static let diskNotices = [
        diskDeletedWithServer, attachedDiskLeft, attachedDiskUnknown, diskRenamed, disksRenamed, noImageDisk,
        imageDiskKeyTaken, diskTypeNotKnown, blankDisk, disksLeftOut, attachOrderDiffers,
    ]
}
