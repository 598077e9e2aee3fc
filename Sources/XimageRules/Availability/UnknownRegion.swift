import XimageCore
package import XimagePlanning

package struct UnknownRegion: ExemplifiedRule {
    package static let metadata = RuleMetadata(
        id: "AV001", name: "unknown-region", severity: .error, phases: [.validate, .plan],
        title: Bilingual("Region", zh: "区域"),
        headline: Bilingual("Region is unknown or not enabled", zh: "区域未知或未开通"),
        rationale: Bilingual(
            """
            The region must be one that ximage knows or can resolve an endpoint for, and must be enabled for \
            the account.
            """,
            zh: "区域必须是 ximage 已知的区域，或能够解析出终端节点的区域，并且账号已开通该区域。"),
        source: "Huawei Cloud 'Regions and endpoints'; IMS API 'Error codes' (IMG.0147)",
        english: RuleText(
            "Region \"{region}\" is unknown or not enabled for this account.",
            fix: "Use one of: {choices}."),
        chinese: RuleText(
            "区域“{region}”未知或账号未开通。",
            fix: "可选区域：{choices}。"))

    package static let violating = [
        RuleExample("a server in a region that there is not", at: "server.far region") {
            $0.settings.provider.reachableRegions = ["cn-north-4", "cn-south-1"]
            $0.declare(.init(.server, "far"), region: "cn-nowhere-9", [.name: "shop-far"])
        },
        RuleExample("the same from the manifests alone", at: "server.far region") {
            $0.settings.provider.reachableRegions = ["cn-north-4", "cn-south-1"]
            $0.declare(.init(.server, "far"), region: "cn-nowhere-9", [.name: "shop-far"])
            $0.isOffline = true
        },
    ]
    package static let satisfying = [
        RuleExample("every region is known") {
            $0.settings.provider.reachableRegions = ["cn-north-4", "cn-south-1"]
        },
        RuleExample("the regions are not known") {
            $0.declare(.init(.server, "far"), region: "cn-nowhere-9", [.name: "shop-far"])
        },
    ]

    package init() {}

    package func check(_ context: RuleContext, into report: inout RuleReport) {
        guard let regions = context.desired.settings.provider.reachableRegions else { return }
        var seen: Set<Region> = []
        for resource in context.desired.resources {
            for name in [AttributeName.region, .targetRegion] {
                let region = name == .region ? resource.region : resource.attributes[name].string ?? ""
                guard !region.isEmpty, seen.insert(region).inserted else { continue }
                report.evaluated += 1
                guard !regions.contains(region), let subject = context.subject(resource.address) else {
                    continue
                }
                let near = Nearest.words(to: region, in: regions)
                report.violate(
                    subject, at: name,
                    [
                        "region": "\(region)",
                        "choices": Wording.list(near.isEmpty ? regions.sorted() : near, limit: 10),
                    ])
            }
        }
        // What a selection is about shows only when the cloud was read.
        for selection in context.desired.selections {
            for region in selection.selector.regions where seen.insert(region).inserted {
                report.evaluated += 1
                guard !regions.contains(region) else { continue }
                let near = Nearest.words(to: region, in: regions)
                report.violate(
                    selection.image.address, at: selection.image.origin,
                    [
                        "region": "\(region)",
                        "choices": Wording.list(near.isEmpty ? regions.sorted() : near, limit: 10),
                    ])
            }
        }
    }
}
