/// Headings of the groups of options in help.
enum OptionTitle {
    static let check: String = told("Check options", zh: "检查选项")
    static let format: String = told("Format options", zh: "格式选项")
    static let manifest: String = told("Manifest options", zh: "清单选项")
    static let output: String = told("Output options", zh: "输出选项")
    static let plan: String = told("Plan options", zh: "计划选项")
    static let sandbox: String = told("Sandbox options", zh: "沙箱选项")
    static let server: String = told("Server options", zh: "云服务器选项")
    static let view: String = told("View options", zh: "显示选项")
    static let work: String = told("Work options", zh: "执行选项")
}
