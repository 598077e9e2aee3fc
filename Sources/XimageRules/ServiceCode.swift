package import XimageCore
package import XimagePlanning

/// What a service's refusal means, in the words of the catalogue.
package struct ServiceCode: Hashable, Sendable {
    /// Such as `IMG.0126`.
    package let code: String
    package let meaning: Bilingual
    /// The rule whose message is shown; further ones where the code alone does not tell.
    package let rules: [String]
    /// What may be done without the user: `no`, `wait`, `back off`, or a condition.
    package let retry: String
}

extension ServiceCode {
    /// Sorted by code. Source: error code pages of the image, server, disk, backup and scaling services.
    package static let all: [ServiceCode] = table.flatMap { row in
        row.codes.split(separator: " ").map {
            ServiceCode(
                code: String($0), meaning: row.meaning,
                rules: row.rules.split(separator: " ").map(String.init),
                retry: row.retry)
        }
    }.sorted { $0.code < $1.code }

    private typealias Row = (codes: String, meaning: Bilingual, rules: String, retry: String)

    private static let table: [Row] = [
        (
            "IMG.0002 IMG.0003", Bilingual("image name too long or malformed", zh: "镜像名称过长或格式错误"), "NM001",
            "no"
        ),
        ("IMG.0004 IMG.0054", Bilingual("description too long or malformed", zh: "描述过长或格式错误"), "NM003", "no"),
        ("IMG.0005 IMG.0137", Bilingual("server missing or not readable", zh: "云服务器不存在或无法读取"), "SV016", "no"),
        (
            "IMG.0006 IMG.0110 IMG.0119", Bilingual("system disk unusable or absent", zh: "系统盘不可用或不存在"),
            "SV009", "no"
        ),
        ("IMG.0009", Bilingual("name in use", zh: "名称已被使用"), "NM002", "no"),
        ("IMG.0010", Bilingual("server has a task in progress", zh: "云服务器有任务正在执行"), "SV003 SV011", "wait"),
        ("IMG.0015", Bilingual("image quota used up", zh: "镜像配额已用完"), "QT001 QT008", "no"),
        (
            "IMG.0020 IMG.0032 IMG.0127 IMG.0132", Bilingual("backup missing or not usable", zh: "备份不存在或不可用"),
            "VA031 VA036", "no"
        ),
        (
            "IMG.0022 IMG.0139",
            Bilingual(
                "state of a disk, or other disks still in use for a server being created",
                zh: "云硬盘状态不符，或其他云硬盘仍被创建中的云服务器占用"), "DK008", "wait"
        ),
        (
            "IMG.0026", Bilingual("role missing or account not verified", zh: "缺少角色或账号未实名认证"),
            "PM001 PM005 PM008", "no"
        ),
        ("IMG.0047", Bilingual("not the owner", zh: "不是所有者"), "WI013", "no"),
        ("IMG.0055", Bilingual("memory or disk size out of range", zh: "内存或磁盘容量超出范围"), "WI011", "no"),
        (
            "IMG.0157", Bilingual("an image of this kind cannot be copied", zh: "该类型的镜像不能复制"), "CP004 CP014",
            "no"
        ),
        ("IMG.0195", Bilingual("backup without a system disk", zh: "备份不含系统盘"), "VA031", "no"),
        ("IMG.0029 IMG.0134", Bilingual("backup has an image already", zh: "备份已创建过镜像"), "WI008", "no"),
        ("IMG.0046", Bilingual("image not available", zh: "镜像不可用"), "WI007", "wait if in creation"),
        ("IMG.0060", Bilingual("too many tasks, flow control", zh: "任务过多，触发流控"), "QT007 QT002", "back off"),
        ("IMG.0063", Bilingual("server type cannot be imaged", zh: "云服务器类型不支持制作镜像"), "SV013", "no"),
        ("IMG.0080 IMG.0128", Bilingual("export not possible", zh: "不支持导出"), "WI006", "no"),
        ("IMG.0090", Bilingual("image still being created", zh: "镜像仍在制作"), "LC014", "wait"),
        ("IMG.0091", Bilingual("image protected", zh: "镜像受保护"), "WI012", "no"),
        ("IMG.0092", Bilingual("not the owner", zh: "不是所有者"), "WI013", "no"),
        (
            "IMG.0095 IMG.0096 IMG.0097 IMG.0098 IMG.0099 IMG.0100 IMG.0101 IMG.0102 IMG.0103",
            Bilingual("key missing, disabled or not permitted", zh: "密钥不存在、已禁用或无权使用"), "DK010 PM004", "no"
        ),
        (
            "IMG.0098", Bilingual("encrypted image may not be shared or published", zh: "加密镜像不能共享或发布"),
            "WI004 WI009", "no"
        ),
        ("IMG.0111", Bilingual("system disk smaller than the image's", zh: "系统盘小于镜像的要求"), "SV105", "no"),
        ("IMG.0115 IMG.0116", Bilingual("tag invalid or too many", zh: "标签不合法或过多"), "NM004", "no"),
        (
            "IMG.0126", Bilingual("server neither running nor stopped", zh: "云服务器未处于运行中或关机状态"), "SV001 SV005",
            "wait"
        ),
        ("IMG.0129 IMG.0131", Bilingual("no marketplace for whole images", zh: "整机镜像不能发布到市场"), "WI005", "no"),
        ("IMG.0130 IMG.0142", Bilingual("copy inside the region", zh: "区域内复制"), "CP001", "no"),
        (
            "IMG.0133 IMG.0165", Bilingual("no permission on the backup service", zh: "没有备份服务的权限"), "PM002",
            "no"
        ),
        ("IMG.0135", Bilingual("whole image cannot be shared", zh: "整机镜像不能共享"), "WI003", "no"),
        ("IMG.0136", Bilingual("server is being backed up", zh: "云服务器正在备份"), "SV010", "wait"),
        ("IMG.0143", Bilingual("encrypted image across regions", zh: "加密镜像跨区域复制"), "CP003", "no"),
        ("IMG.0145", Bilingual("project wrong", zh: "项目错误"), "CP010", "no"),
        (
            "IMG.0147", Bilingual("region wrong, or no copies between the two", zh: "区域错误，或两个区域之间不支持复制"),
            "CP008 AV001", "no"
        ),
        ("IMG.0146", Bilingual("too large to replicate", zh: "容量过大，不能跨区域复制"), "CP011", "no"),
        ("IMG.0148", Bilingual("image is being exported", zh: "镜像正在导出"), "CP019", "wait"),
        ("IMG.0149", Bilingual("more than five replications", zh: "跨区域复制超过五个"), "CP012", "wait"),
        ("IMG.0150", Bilingual("replica exists in the region", zh: "该区域已有副本"), "CP013", "no"),
        ("IMG.0151", Bilingual("agency lacks permission", zh: "委托缺少权限"), "CP009", "no"),
        ("IMG.0152", Bilingual("image available in one AZ only", zh: "镜像仅在单个可用区可用"), "CP002", "wait"),
        ("IMG.0153", Bilingual("dedicated storage disk", zh: "专属存储的云硬盘"), "DK003", "no"),
        ("IMG.0164", Bilingual("spot server being reclaimed", zh: "竞价云服务器正在被回收"), "SV007", "no"),
        ("IMG.0176", Bilingual("backup could not be deleted", zh: "备份删除失败"), "LC003", "once, later"),
        ("IMG.0178", Bilingual("shared to oneself", zh: "共享给自己"), "WI004", "no"),
        (
            "IMG.0180 IMG.0190",
            Bilingual("region or service does not accept this kind of backup", zh: "区域或服务不接受该类型的备份"),
            "AV013 VA036", "no"
        ),
        ("IMG.0182", Bilingual("vault too small", zh: "存储库容量不足"), "VA005 CP007", "no"),
        ("IMG.0183", Bilingual("server is in another vault", zh: "云服务器已绑定其他存储库"), "VA007", "no"),
        (
            "IMG.0184 IMG.0188", Bilingual("vault missing or not usable", zh: "存储库不存在或不可用"),
            "VA001 VA004 CP006",
            "wait if busy"
        ),
        ("IMG.0185", Bilingual("vault has too many servers", zh: "存储库绑定的云服务器过多"), "VA009", "no"),
        ("IMG.0186", Bilingual("server bound to the legacy service", zh: "云服务器由旧版备份服务保护"), "VA008", "no"),
        ("IMG.0189", Bilingual("target vault does not take replicas", zh: "目标存储库不接收副本"), "CP006", "no"),
        ("IMG.0193", Bilingual("not a server vault", zh: "不是云服务器备份存储库"), "VA002 VA003", "no"),
        ("IMG.0196 IMG.0197", Bilingual("copying shared images", zh: "复制共享镜像"), "CP014", "no"),
        ("IMG.0198", Bilingual("backup id and type disagree", zh: "备份 ID 与类型不一致"), "VA036", "no"),
        ("IMG.0212", Bilingual("architecture", zh: "CPU 架构"), "SV101", "no"),
        (
            "IMG.0238 IMG.0239 IMG.0242",
            Bilingual("account verification, balance, budget", zh: "账号实名认证、余额、预算"), "PM008", "no"
        ),
        ("Ecs.0001", Bilingual("server quota", zh: "云服务器配额"), "QT003", "no"),
        ("Ecs.0021", Bilingual("disk quota", zh: "磁盘配额"), "QT004", "no"),
        ("Ecs.0003 Ecs.0110 Pdp.0001", Bilingual("permission", zh: "权限"), "PM003 PM006 PM007", "no"),
        (
            "Ecs.0015 Ecs.0043 Ecs.0044",
            Bilingual(
                "disk type not for this flavor, not in this AZ, sold out", zh: "云硬盘类型不适用于该规格、不在该可用区或已售罄"),
            "AV007", "no"
        ),
        (
            "Ecs.0016 Ecs.0018 Ecs.0019 Ecs.0027 Ecs.0028",
            Bilingual("flavor in beta, sold out, withdrawn", zh: "规格为公测、已售罄或已下线"), "AV006", "no"
        ),
        (
            "Ecs.0010 Ecs.0039", Bilingual("address taken, or not in the subnet", zh: "地址已被占用，或不在子网内"),
            "SV111", "no"
        ),
        (
            "Ecs.0025", Bilingual("volume service has no grant on keys", zh: "云硬盘服务没有密钥授权"), "DK010 PM004",
            "no"
        ),
        ("Ecs.0029", Bilingual("flavor missing", zh: "规格不存在"), "AV006", "no"),
        ("Ecs.0030", Bilingual("frozen", zh: "已冻结"), "SV005", "no"),
        (
            "Ecs.0032 Ecs.0048",
            Bilingual("image not active, image or backup not ready", zh: "镜像未处于正常状态，或镜像、备份未就绪"),
            "WI007 SV107 AV003", "wait"
        ),
        ("Ecs.0034", Bilingual("backup missing", zh: "备份不存在"), "SV107", "no"),
        (
            "Ecs.0037 Ecs.0051 Ecs.0052 Ecs.0053", Bilingual("disk device type and flavor", zh: "磁盘模式与规格"),
            "DK029", "no"
        ),
        ("Ecs.0042 Ecs.0104", Bilingual("too many data disks", zh: "数据盘过多"), "DK027", "no"),
        (
            "Ecs.0103 Ecs.0121", Bilingual("disk in use, or in another zone", zh: "云硬盘正在使用，或位于其他可用区"),
            "DK025", "no"
        ),
        ("Ecs.0513", Bilingual("prepaid server", zh: "包年/包月云服务器"), "LC019", "no"),
        ("Ecs.0905 Ecs.0906", Bilingual("tag invalid or too many", zh: "标签不合法或过多"), "NM007", "no"),
        (
            "Ecs.0914 Ecs.0915", Bilingual("server name too long or malformed", zh: "云服务器名称过长或格式错误"), "NM006",
            "no"
        ),
        (
            "Ecs.0046", Bilingual("data disk type differs from the snapshot's", zh: "数据盘类型与快照不同"),
            "DK045",
            "wait for region, or change type"
        ),
        ("Ecs.0066 Ecs.0067", Bilingual("account verification, balance", zh: "账号实名认证、余额"), "PM008", "no"),
        (
            "Ecs.0073", Bilingual("server under an image or a backup", zh: "云服务器正在制作镜像或备份"),
            "SV012 LC022", "wait"
        ),
        ("Ecs.0074", Bilingual("Windows restricted", zh: "Windows 受限"), "WI018", "no"),
        ("Ecs.0100", Bilingual("server state", zh: "云服务器状态"), "SV020 SV001", "wait"),
        ("Ecs.0102", Bilingual("system disk cannot be detached", zh: "系统盘不能卸载"), "DK001", "no"),
        ("Ecs.0119", Bilingual("encrypted disk with disabled key", zh: "加密云硬盘的密钥已禁用"), "DK010", "no"),
        ("Ecs.0605", Bilingual("server locked", zh: "云服务器已锁定"), "SV004", "no"),
        ("EVS.1010 EVS.1020", Bilingual("disk size out of range", zh: "云硬盘容量超出范围"), "DK021", "no"),
        ("EVS.1015", Bilingual("disk would shrink", zh: "云硬盘容量会缩小"), "DK022", "no"),
        (
            "EVS.1066 EVS.2130",
            Bilingual("server or disk under an image or a backup", zh: "云服务器或云硬盘正在制作镜像或备份"), "DK002",
            "wait"
        ),
        ("EVS.1022", Bilingual("disk smaller than its source", zh: "云硬盘小于其来源"), "DK042", "no"),
        (
            "EVS.1027 EVS.2056 EVS.2144 EVS.2145 EVS.5403", Bilingual("permission", zh: "权限"), "PM006 PM007",
            "no"
        ),
        ("EVS.1034 EVS.1042 EVS.5413", Bilingual("disk quota", zh: "磁盘配额"), "QT004", "no"),
        ("EVS.1061 EVS.1062", Bilingual("tag invalid or too many", zh: "标签不合法或过多"), "NM010", "no"),
        (
            "EVS.2054", Bilingual("volume must be in the snapshot's AZ", zh: "云硬盘必须与快照位于同一可用区"), "AV003",
            "wait for region"
        ),
        (
            "EVS.2070 EVS.2071 EVS.2072",
            Bilingual("disk type missing, not in this AZ, sold out", zh: "云硬盘类型不存在、不在该可用区或已售罄"), "AV007", "no"
        ),
        (
            "BackupService.1001 BackupService.1002 BackupService.1003 BackupService.1004 BackupService.1005 BackupService.1006 BackupService.1007 BackupService.1008 BackupService.1009 BackupService.1012 BackupService.1013",
            Bilingual("backup cannot be replicated", zh: "备份不能复制"), "CP004 CP015", "no"
        ),
        ("BackupService.6100", Bilingual("count limit", zh: "数量上限"), "VA009", "no"),
        ("BackupService.6101", Bilingual("capacity limit", zh: "容量上限"), "VA005 VA018", "no"),
        ("BackupService.6102", Bilingual("vault for other objects", zh: "存储库用于其他类型的资源"), "VA002 VA003", "no"),
        (
            "BackupService.6103 BackupService.7116", Bilingual("resource already bound", zh: "资源已绑定"),
            "VA007", "no"
        ),
        ("BackupService.6105", Bilingual("vault missing", zh: "存储库不存在"), "VA001", "no"),
        (
            "BackupService.6122 BackupService.6124 BackupService.6128",
            Bilingual("no replication here", zh: "此处不支持复制"), "CP008 CP015", "no"
        ),
        ("BackupService.6133", Bilingual("vault quota", zh: "存储库配额"), "QT005", "no"),
        ("BackupService.6112 BackupService.6113", Bilingual("vault state", zh: "存储库状态"), "VA004", "wait"),
        ("BackupService.6114", Bilingual("capacity below used", zh: "容量小于已使用容量"), "VA018", "no"),
        (
            "BackupService.6118 BackupService.6119 BackupService.6120",
            Bilingual("target vault wrong or missing", zh: "目标存储库错误或不存在"), "CP006", "no"
        ),
        ("BackupService.6129", Bilingual("target vault too small", zh: "目标存储库容量不足"), "CP007", "no"),
        (
            "BackupService.6125 BackupService.6130 BackupService.6134", Bilingual("vault busy", zh: "存储库正忙"),
            "VA022", "wait"
        ),
        (
            "BackupService.6140", Bilingual("encrypted volume as designated system disk", zh: "指定的系统盘为加密云硬盘"),
            "CP015", "no"
        ),
        (
            "BackupService.6141", Bilingual("SCSI volume as designated system disk", zh: "指定的系统盘为 SCSI 云硬盘"),
            "DK005", "no"
        ),
        (
            "BackupService.6201 BackupService.6216", Bilingual("backup in use", zh: "备份正在使用"), "VA033 VA032",
            "wait"
        ),
        ("BackupService.6203", Bilingual("backup in progress", zh: "正在备份"), "SV010", "wait"),
        (
            "BackupService.6220", Bilingual("automatic backup of a locked vault", zh: "锁定存储库的自动备份"),
            "VA033 VA014", "no"
        ),
        (
            "BackupService.6204", Bilingual("backup has an image", zh: "备份已有镜像"), "VA032",
            "after the image is deleted"
        ),
        (
            "BackupService.6207 BackupService.6208 BackupService.6209 BackupService.6210 BackupService.6211",
            Bilingual("backup cannot become an image", zh: "备份不能用于创建镜像"), "VA031 WI008", "no"
        ),
        ("BackupService.7001 BackupService.7111", Bilingual("dedicated storage", zh: "专属存储"), "DK003", "no"),
        ("BackupService.7002 BackupService.7104", Bilingual("SCSI disk", zh: "SCSI 云硬盘"), "DK005", "no"),
        ("BackupService.7003", Bilingual("disk state", zh: "云硬盘状态"), "DK008", "wait"),
        (
            "BackupService.7004 BackupService.7007", Bilingual("very old volume", zh: "旧存储类型的云硬盘"), "DK011",
            "no"
        ),
        (
            "BackupService.7100 BackupService.7102",
            Bilingual("server missing or terminated", zh: "云服务器不存在或已终止"), "SV016", "no"
        ),
        ("BackupService.7101", Bilingual("server state", zh: "云服务器状态"), "SV001", "wait"),
        (
            "BackupService.7103", Bilingual("server type not supported", zh: "云服务器类型不支持"),
            "SV013 DK007 SV014", "no"
        ),
        ("BackupService.7106 BackupService.7107", Bilingual("shared disks", zh: "共享盘"), "DK004", "no"),
        ("BackupService.7108", Bilingual("no disks", zh: "没有磁盘"), "SV009", "no"),
        (
            "BackupService.7109 BackupService.7113", Bilingual("bare metal or local disks", zh: "裸金属服务器或本地盘"),
            "SV006 DK007", "no"
        ),
        ("BackupService.7112", Bilingual("legacy binding", zh: "旧版备份服务的绑定"), "VA008", "no"),
        ("BackupService.8300", Bilingual("snapshot quota", zh: "快照配额"), "VA038", "no"),
        ("BackupService.8600", Bilingual("account verification", zh: "账号实名认证"), "PM008", "no"),
        (
            "AS.1062 AS.1064 AS.1065 AS.1066",
            Bilingual("scaling configuration and whole image", zh: "伸缩配置与整机镜像"), "WI021", "no"
        ),
    ]
}

extension RuleCatalogue {
    private static let byCode: [String: ServiceCode] = Dictionary(
        ServiceCode.all.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })

    /// What is known of a service's error code; `nil` when nothing is.
    package static func serviceCode(_ code: String) -> ServiceCode? { byCode[code] }

    /// The rule whose message explains a refusal.
    package static func rule(forServiceCode code: String) -> RuleMetadata? {
        serviceCode(code)?.rules.first.flatMap { metadata(of: $0) }
    }

    /// A backup that is still protected or restored is refused with the codes of one that can never be replicated.
    private static let transientRules: Set<String> = Set(
        ServiceCode.all.filter { $0.retry.hasPrefix("wait") }.compactMap(\.rules.first) + ["CP015"])

    /// Whether what a rule finds ends by itself, such as a task that runs on a server.
    @Sendable package static func endsByItself(_ id: String) -> Bool { transientRules.contains(id) }

    /// Codes that lead to a rule, sorted.
    package static func serviceCodes(of id: String) -> [ServiceCode] {
        ServiceCode.all.filter { $0.rules.contains(id) }
    }
}
