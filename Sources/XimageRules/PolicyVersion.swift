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
                    choice: "seed", date: "2018", says: "Whole images cannot be shared with other tenants.",
                    effect: "A key for sharing is refused as impossible.",
                    source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018)"),
                PolicyVersion(
                    choice: "current", date: "2021",
                    says:
                        "Whole images on a vault's backup can be shared with up to 10 tenants, who need a vault.",
                    effect: "A key for sharing is refused as not offered here, and WI004 is named.",
                    source: "IMS user guide 'Sharing images' (2021)"),
            ]
        case .databases:
            [
                PolicyVersion(
                    choice: "current", date: "2021",
                    says: "Servers with databases should be imaged while they are stopped.",
                    effect: "WI017 warns about running ones.",
                    source: "IMS user guide, full-ECS image constraints (2021)"),
                PolicyVersion(
                    choice: "seed", date: "2018",
                    says: "A running server can be imaged; databases are not named.",
                    effect: "WI017 says nothing.",
                    source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018)"),
            ]
        case .copySize:
            [
                PolicyVersion(
                    choice: "current", date: "2022",
                    says: "300 GB in cn-south-1, cn-east-3, cn-east-2 and cn-north-4; 128 GB elsewhere.",
                    effect: "CP011 warns above these.", source: "IMS user guide, constraints (2022)"),
                PolicyVersion(
                    choice: "international", date: "2026", says: "128 GB everywhere.",
                    effect: "CP011 warns above 128 GiB.",
                    source: "IMS user guide of the international site (2026)"),
                PolicyVersion(
                    choice: "seed", date: "2018", says: "No limit is named.", effect: "CP011 says nothing.",
                    source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018)"),
            ]
        case .copyRegions:
            [
                PolicyVersion(
                    choice: "live", date: "2026",
                    says: "Some regions; the backup service tells which.",
                    effect: "CP008 asks the backup service in each plan.",
                    source: "CBR API 'Querying the replication capabilities'"),
                PolicyVersion(
                    choice: "guide2022", date: "2022",
                    says: "cn-north-1, cn-north-4, cn-east-2, cn-east-3 and cn-south-1 among themselves.",
                    effect: "CP008 goes by this list alone.",
                    source: "IMS user guide 'Replicating images across regions' (2022)"),
                PolicyVersion(
                    choice: "seed", date: "2018", says: "Only that copies go to other regions.",
                    effect: "CP008 leaves it to the service.",
                    source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018)"),
            ]
        case .windows:
            [
                PolicyVersion(
                    choice: "site", date: "2026",
                    says: "The international site has stopped Windows whole images and their copies.",
                    effect: "WI018 warns when `provider.site` is `intl`.",
                    source: "IMS API reference (international site, 2025/26)"),
                PolicyVersion(
                    choice: "seed", date: "2018", says: "Windows servers can be imaged under conditions.",
                    effect: "WI018 says nothing.",
                    source: "IMS user guide 'Creating a full-ECS image from an ECS' (2018)"),
            ]
        }
    }

    /// What a rule's page says about versions; empty for rules on which the documents agree.
    package static func topics(of rule: String) -> [PolicyTopic] {
        allCases.filter { $0.rules.contains(rule) }
    }
}
