import XimageCore
import XimagePlanning

struct MissingWindowsDrivers: ExemplifiedRule {
    static let metadata = RuleMetadata(
        id: "GU010", name: "missing-windows-drivers", severity: .warning, phases: [.plan],
        acknowledgement: "guest-optimisation",
        summary: "Windows drivers and tools",
        rationale: """
            VirtIO drivers for disk and network (and, on older platforms, the para-virtual drivers and \
            tools) must be installed, remote desktop enabled, and the display set never to switch off.
            """,
        source: "seed ('optimise'); IMS user guide 'Optimizing a Windows private image'",
        english: RuleText(
            "{server} lacks {items}.",
            fix: """
                Install the virtualisation drivers and tools named in the optimisation guide before \
                imaging.
                """),
        chinese: RuleText(
            "云服务器 {server} 缺少 {items}。",
            fix: "请在制作前按优化指南安装虚拟化驱动与工具。"))

    static let violating = [
        RuleExample("no network driver", at: "image.golden from") {
            $0.windowsGuest { $0.windows?.missingDrivers = .known(["netkvm"]) }
        }
    ]
    static let satisfying = [
        RuleExample("a clean report") { $0.windowsGuest { _ in } }
    ]

    func check(_ context: RuleContext, into report: inout RuleReport) {
        context.eachGuest(of: .windows, isWholeOnly: false, into: &report) { source, facts, report in
            guard let value = source.optimised((facts.windows ?? WindowsFacts()).missingDrivers, &report),
                !value.isEmpty
            else { return }
            source.violate(
                ["server": "\(source.name)", "items": Wording.list(value)], into: &report)
        }
    }
}
