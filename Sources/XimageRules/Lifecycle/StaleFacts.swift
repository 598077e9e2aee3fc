import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let staleFacts = RuleMetadata(
        id: "LC016", name: "stale-facts", severity: .error, phases: [.apply],
        title: Bilingual("Fresh facts before each step", zh: "执行前的状态核对"),
        headline: Bilingual("Facts changed after the plan", zh: "状态在生成计划后发生变化"),
        rationale: Bilingual(
            """
            Every rule marked 'apply' is evaluated again on fresh facts. If a result changed from pass to \
            violated, or the object's version differs from the plan, the steps that depend on it stop; \
            independent steps continue.
            """,
            zh: """
                每条标有 `apply` 的规则都会根据最新信息再次检查。如果结果由通过变为违反，\
                或对象的版本与计划不同，相应分支会停止；互不相关的分支会继续执行。
                """),
        source: "ximage documentation 'Apply'",
        coverage: .engine(
            Bilingual(
                "A step checks its own preconditions on fresh facts before it acts.",
                zh: "步骤在执行前按最新状态核对自身的前提条件。")))
}
