import XimageCore
import XimagePlanning

extension RuleMetadata {
    static let imageBeforeVault = RuleMetadata(
        id: "LC005", name: "image-before-vault", severity: .error, phases: [.plan],
        title: Bilingual("Order of vault and image", zh: "存储库与镜像的顺序"),
        headline: Bilingual("Image starts before its vault is ready", zh: "存储库就绪前即开始制作镜像"),
        rationale: Bilingual(
            """
            A vault that is declared must exist, be available and be large enough before the image request \
            is sent; resizing the vault comes before the image too.
            """,
            zh: """
                发送镜像请求之前，所声明的存储库必须已存在、可用且容量足够；存储库的扩容也在制作镜像之前进\
                行。
                """),
        source:
            "IMS API 'Creating a full-ECS image', field vault_id; IMS API 'Error codes' (IMG.0184, IMG.0188)",
        coverage: .planner(
            Bilingual("The plan orders the image after its vault.", zh: "计划把镜像排在其存储库之后。")))
}
