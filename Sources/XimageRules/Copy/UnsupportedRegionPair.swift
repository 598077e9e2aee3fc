import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let unsupportedRegionPair = RuleMetadata(
        id: "CP008", name: "unsupported-region-pair", severity: .error, phases: [.plan, .serverSide],
        summary: "The region pair supports replication",
        rationale: """
            Both regions must support backup replication and the pair must be offered. The live answer of \
            the backup service's replication-capabilities query decides. Offline fallback list from the \
            2022 guide: cn-north-1, cn-north-4, cn-east-2, cn-east-3, cn-south-1 among themselves.
            """,
        source: """
            CBR API replication-capabilities; IMS user guide (2022) 'Replicating images across regions'; \
            IMG.0147
            """,
        unconfirmed: "present list of region pairs",
        english: RuleText(
            "Whole images cannot be replicated from {source} to {target}.",
            fix: """
                Pick a supported target ({choices}), or provision a server in {source}, make system-disk \
                and data-disk images of it and copy those.
                """),
        chinese: RuleText(
            "整机镜像不支持从 {source} 复制到 {target}。",
            fix: "请选择支持的区域（{choices}）；也可先在 {source} 创建云服务器，分别制作系统盘和数据盘镜像后再复制。"),
        coverage: .awaitingFacts(
            "Copies are not part of the desired state yet."))
}
