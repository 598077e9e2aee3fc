import FoundationEssentials
import XimageCore
import XimageEngine
import XimageGuest
import XimagePlanning
import XimageRendering

/// Saved plans as files.
enum SavedPlanFile {
    /// Whether a file looks like a saved plan; false for folders, manifests and what is not there.
    static func isOne(_ path: String) -> Bool {
        guard !path.hasSuffix(".yaml"), !path.hasSuffix(".yml"), !isFolder(path),
            let head = try? InspectedFile.read(path, limit: 4095)
        else { return false }
        // Whatever laid the JSON out.
        let text = String(decoding: head.filter { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }, as: UTF8.self)
        return text.contains("\"format\":\"\(SavedPlan.format)\"")
    }

    /// Replaces an existing file as a whole; for this user only from the start, as it names what an account holds.
    static func write(_ plan: SavedPlan, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = SafeOutput.json(String(decoding: try encoder.encode(plan), as: UTF8.self)) + "\n"
        if let fault = OutputFile.write(Array(text.utf8), to: path, existing: .replaced, mode: 0o600) {
            throw SavedPlanError.unwritable(path: path, detail: fault)
        }
    }

    static func read(_ path: String) throws -> SavedPlan {
        let bytes: Data
        do { bytes = Data(try InspectedFile.read(path, limit: 1 << 30)) } catch {
            throw SavedPlanError.unreadable(path: path)
        }
        struct Head: Decodable {
            var format: String
            var version: Int
        }
        guard let head = try? JSONDecoder().decode(Head.self, from: bytes), head.format == SavedPlan.format
        else { throw SavedPlanError.damaged(path: path) }
        guard head.version <= SavedPlan.version else {
            throw SavedPlanError.newer(path: path, version: head.version)
        }
        guard head.version == SavedPlan.version else { throw SavedPlanError.older(path: path) }
        guard let plan = try? JSONDecoder().decode(SavedPlan.self, from: bytes), plan.isIntact else {
            throw SavedPlanError.damaged(path: path)
        }
        return plan
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: Bool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }
}

enum SavedPlanError: Error {
    case unwritable(path: String, detail: String)
    case unreadable(path: String)
    case damaged(path: String)
    case newer(path: String, version: Int)
    case older(path: String)
    case otherDigest(expected: String, found: String)
    case otherProject(expected: String, found: String)
    case otherProvider(expected: String, found: String)

    var diagnostic: Diagnostic {
        switch self {
        case .unwritable(let path, let detail):
            Diagnostic(.planUnwritable, ["file": "\(path.visible)", "reason": "\(detail)"])
        case .unreadable(let path): Diagnostic(.planUnreadable, ["file": "\(path.visible)"])
        case .damaged(let path):
            Diagnostic(.planDamaged, ["file": "\(path.visible)", "advice": saving(path)])
        case .newer(let path, let version):
            Diagnostic(
                .planNewer,
                ["file": "\(path.visible)", "version": "\(version)", "known": "\(SavedPlan.version)"])
        case .older(let path): Diagnostic(.planOlder, ["file": "\(path.visible)", "advice": saving(path)])
        case .otherDigest(let expected, let found):
            Diagnostic(.planDigest, ["expected": "\(expected)", "found": "\(found)"])
        case .otherProject(let expected, let found):
            Diagnostic(.planProject, ["expected": "\(expected)", "found": "\(found)"])
        case .otherProvider(let expected, let found):
            Diagnostic(.planProvider, ["expected": "\(expected)", "found": "\(found)"])
        }
    }

    private func saving(_ path: String) -> RuleArgument { "ximage plan --out \(path.shellQuoted)" }

    var status: ExitStatus {
        switch self {
        case .otherDigest, .otherProject, .otherProvider, .older: .stale
        default: .error
        }
    }
}

extension SavedPlan.Scene {
    init(_ context: PlanContext, _ forecast: Forecast?) {
        let read = context.read ?? [:]
        self.init(
            provider: context.provider, regions: context.regions,
            read: Dictionary(uniqueKeysWithValues: read.map { ($0.key.rawValue, $0.value) }),
            existing: context.existing, forecast: forecast)
    }
}

extension PlanContext {
    /// As it was when the plan was saved.
    init(_ saved: SavedPlan) {
        let scene = saved.scene
        let read = scene.read.compactMap { kind, count in ResourceKind(rawValue: kind).map { ($0, count) } }
        self.init(
            provider: scene.provider, regions: scene.regions,
            read: Dictionary(read) { first, _ in first }, readAt: saved.madeAt, existing: scene.existing,
            now: saved.madeAt, isDestroy: saved.mode != .apply)
        expected = scene.forecast.map(Expectation.init)
    }
}

extension PlanContext.Expectation {
    init(_ forecast: Forecast) {
        self.init(half: forecast.half, most: forecast.most, isLearned: forecast.isLearned)
    }
}

extension SavedPlan {
    /// What is shown of it: what an apply compares. Texts that the file may have are ignored, whoever wrote them; those of
    /// findings come from the rules.
    var shownPlan: Plan {
        var shown = plan
        shown.findings = plan.findings.map { finding in
            let rule = Wiring.ruleMetadata.first { $0.id == finding.code }
            return Diagnostic(
                code: rule?.id ?? "plan", severity: finding.severity,
                headline: rule?.headline ?? Bilingual("A finding without a rule", zh: "没有对应规则的检查结果"),
                text: finding.address.map { FindingText(Self.recalledAt, ["address": "\($0)"]) }
                    ?? FindingText(Self.recalled, [:]),
                address: finding.address)
        }
        (shown.drift, shown.skipped) = ([], [])
        return shown
    }

    private static let recalled = FindingText.Template(
        english: RuleText(
            "The plan has this finding.", fix: "To read it in full, plan again:\n  ximage plan"),
        chinese: RuleText("计划中有此检查结果。", fix: "如需查看全文，请重新计划：\n  ximage plan"))

    private static let recalledAt = FindingText.Template(
        english: RuleText(
            "The plan has this finding about {address}.",
            fix: "To read it in full, plan again:\n  ximage plan"),
        chinese: RuleText("计划中有此检查结果，对象为 {address}。", fix: "如需查看全文，请重新计划：\n  ximage plan"))
}
