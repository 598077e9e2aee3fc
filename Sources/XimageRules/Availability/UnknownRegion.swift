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

    package static let about = ["server.region"]

    package static let violating = [
        RuleExample(
            "a server in a region that does not exist",
            at: ["server.far | cn-nowhere-9"],
            manifest: """
                servers:
                  far:
                    region: cn-nowhere-9
                    zone: cn-nowhere-9a
                    flavor: s6.large.2
                    image: {name: "Ubuntu 22.04 server 64bit"}
                    systemDisk: {type: SSD, size: 40 GiB}
                    network: {vpc: vpc-default, subnet: subnet-default, securityGroups: [default]}
                """,
            command: .validate),
        RuleExample(
            "a vault in a misspelt region",
            at: ["vault.dr | cn-suoth-1"],
            manifest: """
                vaults: {dr: {region: cn-suoth-1, size: 500 GiB, purpose: replication}}
                """,
            command: .validate),
        RuleExample(
            "a selection of servers in a misspelt region",
            at: ["image.nightly | nightly"],
            manifest: """
                vaults: {main: {size: 500 GiB}}
                images:
                  nightly:
                    from: {servers: {live: {tags: {backup: daily}, regions: [cn-north-4, cn-nroth-4]}}}
                    vault: {bound: true, else: [main]}
                """,
            command: .validate),
    ]
    package static let satisfying = [
        RuleExample(
            "every region exists",
            manifest: """
                vaults:
                  main: {size: 500 GiB}
                  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}
                """,
            command: .validate)
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
