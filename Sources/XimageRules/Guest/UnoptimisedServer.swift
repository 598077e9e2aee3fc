import XimageCore
import XimagePlanning

struct UnoptimisedServer: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU026", name: "unoptimised-server", severity: .error, phases: [.plan, .apply],
        acknowledgement: "guest-optimisation",
        title: Bilingual("Server optimisation", zh: "云服务器优化"),
        headline: Bilingual("Server is not optimised for imaging", zh: "云服务器未完成镜像优化"),
        rationale: Bilingual(
            """
            The optimisation as a whole must have been done: either the guest report shows no open finding \
            among the optimisation rules (GU010, GU011, GU014, GU017, GU018, GU020, GU021, GU022, GU024), or \
            the user confirms it (AG003). Servers created from public images with cloud-init are usually \
            already in order. Provisioning from an unoptimised image can fail.
            """,
            zh: """
                必须完成全部优化：客户机信息在优化规则\
                （GU010、GU011、GU014、GU017、GU018、GU020、GU021、GU022、GU024）中没有未解决的问题，\
                或由用户确认（AG003）。由带有 cloud-init 的公共镜像创建的云服务器通常已符合要求。\
                用未优化的镜像创建云服务器可能失败。
                """),
        source: """
            IMS user guide 'Creating a full-ECS image from an ECS' (2018), constraints; IMS user guide \
            'Optimization process'
            """,
        english: RuleText(
            "{server} has {count}: {rules}.",
            fix: """
                Fix them, or confirm `guest-optimisation`, before creating {image}; otherwise creating \
                servers from it may fail.
                """),
        chinese: RuleText(
            "云服务器 {server} 有 {count}：{rules}。",
            fix: "请先处理或确认 `guest-optimisation` 后再制作 {image}，否则用其创建云服务器可能失败。"))

    static let about = ["image.from"]

    static let violating = [
        RuleExample(
            "cloud-init is missing and nobody confirms the optimisation",
            at: ["image.golden | billing"],
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main, agreements: {optimised: false}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "version-cloud-init": {"status": 127, "text": ""},
                  "cmdline": {"status": 0, "text": "root=/dev/vda1"}}}
                """#
            ]),
        RuleExample(
            "Windows without its drivers",
            at: ["image.golden | billing"],
            world: """
                regions:
                  cn-north-4:
                    servers:
                      - name: billing
                        image: Windows Server 2022 Datacenter 64bit English
                """,
            manifest: """
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {kind: system, from: {server: billing}, agreements: {optimised: false}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {
                  "disks": {"status": 0, "text": "[{\"Number\": 0, \"Size\": 42949672960}]"},
                  "partitions": {"status": 0, "text": "[]"},
                  "san-registry": {"status": 0, "text": "1"},
                  "drivers": {"status": 0, "text": "viostor"}}}
                """#
            ]),
    ]
    static let satisfying = [
        RuleExample(
            "confirmed as optimised",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "version-cloud-init": {"status": 127, "text": ""}}}
                """#
            ]),
        RuleExample(
            "no open finding",
            world: "regions: {cn-north-4: {servers: [{name: billing}]}}",
            manifest: """
                vaults: {main: {size: 200 GiB}}
                servers: {billing: {existing: {name: billing}}}
                images: {golden: {from: {server: billing}, vault: main, agreements: {optimised: false}}}
                """,
            facts: [
                "image.golden": #"""
                {"collector": "ximage-facts", "version": 1, "os": "linux", "outputs": {
                  "uid": {"status": 0, "text": "0"},
                  "lsblk-pairs": {"status": 0,
                        "text": "KNAME=\"vda\" TYPE=\"disk\" SIZE=\"42949672960\" PKNAME=\"\""},
                  "vgs-text": {"status": 127, "text": ""},
                  "version-cloud-init": {"status": 0, "text": "cloud-init 22.4"},
                  "cloud-init-enabled": {"status": 0, "text": "enabled"},
                  "cmdline": {"status": 0, "text": "root=UUID=8a3e"}}}
                """#
            ]),
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: nil, isWholeOnly: false, into: &report) { source, facts, report in
            report.evaluated += 1
            guard !source.isOptimised, let family = source.family else { return }
            let open = Optimisation.state(of: facts, family).open
            guard !open.isEmpty else { return }
            source.violate(
                [
                    "server": "\(source.name)",
                    "count": Wording.count(
                        open.count, "open optimisation finding", zh: "项优化未完成"),
                    "rules": Wording.list(open, limit: 9),
                    "image": "\(source.image.address)",
                ], into: &report)
        }
    }
}
