import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let copyBeforeTarget = RuleMetadata(
        id: "LC009", name: "copy-before-target", severity: .error, phases: [.plan],
        title: Bilingual("Order of target objects and copy", zh: "目标侧资源与复制的顺序"),
        headline: Bilingual("Copy starts before the target side is ready", zh: "目标侧就绪前即开始复制"),
        rationale: Bilingual(
            """
            Target vault, agency and target project are verified (and created where declared) before \
            replication.
            """,
            zh: "复制之前会核实目标存储库、委托和目标项目（如已声明则创建）。"),
        source: "IMS user guide 'Replicating images across regions'",
        coverage: .planner(
            Bilingual(
                """
                The plan orders the copy after its target vault; vault, capacity, region pair and quota of the \
                target are checked before (CP006, CP007, CP008, QT008).
                """,
                zh: """
                    计划把复制排在目标存储库之后；目标存储库、容量、区域组合和配额会事先检查\
                    （CP006、CP007、CP008、QT008）。
                    """)))
}
