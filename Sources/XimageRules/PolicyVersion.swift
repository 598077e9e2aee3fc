package import XimageCore

/// What documents of one time say about a topic, and what follows for the rules.
package struct PolicyVersion: Hashable, Sendable {
    /// As written in the manifest.
    package let choice: String
    /// When the documents are from.
    package let date: String
    package let says: Bilingual
    package let effect: Bilingual
    package let source: String
}

extension PolicyTopic {
    /// Rules that ask for the choice.
    package var rules: [String] {
        switch self {
        case .sharing: ["WI003"]
        case .databases: ["WI017"]
        case .copySize: ["CP011"]
        case .copyRegions: ["CP008"]
        case .windows: ["WI018"]
        }
    }

    /// In the order of `choices`.
    package var versions: [PolicyVersion] {
        switch self {
        case .sharing:
            [
                PolicyVersion(
                    choice: "seed", date: "2018",
                    says: Bilingual(
                        "Whole images cannot be shared with other tenants.", zh: "整机镜像不能共享给其他租户。"),
                    effect: Bilingual("A key for sharing is refused as impossible.", zh: "共享相关的键因不可行而被拒绝。"),
                    source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018)"),
                PolicyVersion(
                    choice: "current", date: "2021",
                    says: Bilingual(
                        "Whole images on a vault's backup can be shared with up to 10 tenants, who need a vault.",
                        zh: "基于存储库备份的整机镜像最多可共享给 10 个租户，接受者需要有存储库。"),
                    effect: Bilingual(
                        "A key for sharing is refused as not offered here, and WI004 is named.",
                        zh: "共享相关的键因 ximage 不提供该功能而被拒绝，并指出 WI004。"),
                    source: "IMS user guide 'Sharing images' (2021)"),
            ]
        case .databases:
            [
                PolicyVersion(
                    choice: "current", date: "2021",
                    says: Bilingual(
                        "Servers with databases should be imaged while they are stopped.",
                        zh: "带有数据库的云服务器应在关机状态下制作镜像。"),
                    effect: Bilingual("WI017 warns about running ones.", zh: "WI017 对开机状态的云服务器告警。"),
                    source: "IMS user guide, constraints on full-ECS images (2021)"),
                PolicyVersion(
                    choice: "seed", date: "2018",
                    says: Bilingual(
                        "A running server can be imaged; databases are not named.",
                        zh: "开机状态的云服务器可以制作镜像；未提及数据库。"),
                    effect: Bilingual("WI017 reports nothing.", zh: "WI017 不报告。"),
                    source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018)"),
            ]
        case .copySize:
            [
                PolicyVersion(
                    choice: "current", date: "2022",
                    says: Bilingual(
                        "300 GB in cn-south-1, cn-east-3, cn-east-2 and cn-north-4; 128 GB elsewhere.",
                        zh: "cn-south-1、cn-east-3、cn-east-2、cn-north-4 为 300 GB，其他区域为 128 GB。"),
                    effect: Bilingual("CP011 warns above these.", zh: "超过时 CP011 告警。"),
                    source: "IMS user guide 'Constraints' (2022)"),
                PolicyVersion(
                    choice: "international", date: "2026",
                    says: Bilingual("128 GB everywhere.", zh: "所有区域均为 128 GB。"),
                    effect: Bilingual("CP011 warns above 128 GiB.", zh: "超过 128 GiB 时 CP011 告警。"),
                    source: "IMS user guide (international site, 2026) 'Constraints'"),
                PolicyVersion(
                    choice: "seed", date: "2018", says: Bilingual("No limit is named.", zh: "未提及上限。"),
                    effect: Bilingual("CP011 reports nothing.", zh: "CP011 不报告。"),
                    source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018)"),
            ]
        case .copyRegions:
            [
                PolicyVersion(
                    choice: "live", date: "2026",
                    says: Bilingual("Some regions; the backup service reports which.", zh: "部分区域，由备份服务给出。"),
                    effect: Bilingual(
                        "CP008 asks the backup service in each plan.", zh: "CP008 在每次计划时查询备份服务。"),
                    source: "CBR API 'Querying the replication capabilities'"),
                PolicyVersion(
                    choice: "guide2022", date: "2022",
                    says: Bilingual(
                        "cn-north-1, cn-north-4, cn-east-2, cn-east-3 and cn-south-1 among themselves.",
                        zh: "cn-north-1、cn-north-4、cn-east-2、cn-east-3、cn-south-1 之间。"),
                    effect: Bilingual("CP008 uses this list alone.", zh: "CP008 只按此列表判断。"),
                    source: "IMS user guide 'Replicating images across regions' (2022)"),
                PolicyVersion(
                    choice: "seed", date: "2018",
                    says: Bilingual(
                        "Only that the target of a copy is another region.", zh: "只说明复制的目标是其他区域。"),
                    effect: Bilingual("CP008 leaves it to the service.", zh: "CP008 不判断，由云服务决定。"),
                    source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018)"),
            ]
        case .windows:
            [
                PolicyVersion(
                    choice: "site", date: "2026",
                    says: Bilingual(
                        "The international site has stopped Windows whole images and their copies.",
                        zh: "国际站已停止支持 Windows 整机镜像及其复制。"),
                    effect: Bilingual(
                        "WI018 warns when `provider.site` is `intl`.",
                        zh: "`provider.site` 为 `intl` 时 WI018 告警。"),
                    source: "IMS API reference (international site, 2025, 2026) 'Creating a full-ECS image'"),
                PolicyVersion(
                    choice: "seed", date: "2018",
                    says: Bilingual(
                        "Windows servers can be imaged under conditions.",
                        zh: "Windows 云服务器在满足条件时可以制作镜像。"),
                    effect: Bilingual("WI018 reports nothing.", zh: "WI018 不报告。"),
                    source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018)"),
            ]
        }
    }

    /// What a rule's page says about versions; empty for rules on which the documents agree.
    package static func topics(of rule: String) -> [PolicyTopic] {
        allCases.filter { $0.rules.contains(rule) }
    }
}
