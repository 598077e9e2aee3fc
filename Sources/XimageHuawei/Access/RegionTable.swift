import XimageCore

/// Published regions and where their endpoints differ from `https://<service>.<region>.myhuaweicloud.com`.
/// Source: region tables of the vendor's SDK, version 3.1.219.
enum RegionTable {
    static let domain = "myhuaweicloud.com"

    static let regions: Set<Region> = [
        "ae-ad-1", "af-north-1", "af-south-1", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3",
        "ap-southeast-4", "ap-southeast-5", "cn-east-2", "cn-east-3", "cn-east-4", "cn-east-5",
        "cn-north-1", "cn-north-11", "cn-north-12", "cn-north-2", "cn-north-4", "cn-north-9", "cn-south-1",
        "cn-south-2", "cn-south-4", "cn-southwest-2", "cn-southwest-3", "eu-west-0", "eu-west-101",
        "la-north-2", "la-south-2", "me-east-1", "my-kualalumpur-1", "na-mexico-1", "ru-moscow-1",
        "ru-northwest-2", "sa-brazil-1", "tr-west-1",
    ]

    /// Regions without an IAM endpoint of their own.
    private static let globalIAM: Set<Region> = [
        "af-north-1", "ap-southeast-5", "cn-north-11", "cn-south-4", "cn-southwest-3", "ru-northwest-2",
    ]

    /// `nil` when none is published.
    static func endpoint(of service: Service, in region: Region) -> String? {
        switch (service, region) {
        case (.iam, "eu-west-101"): "https://iam.eu-west-101.myhuaweicloud.eu"
        case (.iam, _) where globalIAM.contains(region): "https://iam.\(domain)"
        case (.ims, "ru-northwest-2"), (.ecs, "ru-northwest-2"): nil
        default: "https://\(service.rawValue).\(region).\(domain)"
        }
    }

    /// The published region that differs least; `nil` when none is close.
    static func nearest(to text: String) -> Region? { Nearest.words(to: text, in: regions).first }
}
