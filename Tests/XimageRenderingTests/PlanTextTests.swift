import Foundation
import Testing
import XimageCore
import XimagePlanning
import XimageRendering
import XimageTestSupport

@Suite struct PlanTextTests {
    func text(
        width: Int = 100, isColoured: Bool = false, isVerbose: Bool = false,
        context: PlanContext = PlanFixture.context, language: Language = .english
    ) -> PlanText {
        let style = TextStyle(isColoured: isColoured, width: width, language: language)
        return PlanText(
            style: style, context: context, diagnostics: DiagnosticText(style: style), isVerbose: isVerbose)
    }

    @Test("In Chinese the whole plan is Chinese: headings, actions, steps, usage and the end")
    func isChinese() {
        expectGolden(text(width: 100, language: .chinese).render(PlanFixture.rich()), "plan-zh.txt")
        expectGolden(text(width: 100, language: .chinese).render(PlanFixture.nothing), "plan-nothing-zh.txt")
    }

    @Test("Each reason, step and action has a Chinese text of its own")
    func hasChineseWords() {
        for reason in EdgeReason.allCases {
            #expect(reason.text(.chinese) != reason.text(.english))
            #expect(!reason.text(.chinese).contains(/[A-Za-z]{3}/), "\(reason)")
        }
        for kind in ResourceKind.allCases { #expect(kind.count(2, .chinese) != kind.count(2, .english)) }
    }

    @Test("Shows every kind of change, what waits for what, and the checks", arguments: [80, 140])
    func showsAll(width: Int) {
        expectGolden(text(width: width).render(PlanFixture.rich()), "plan-\(width).txt")
    }

    @Test("Is coloured where colour is wanted")
    func isColoured() {
        expectGolden(text(width: 80, isColoured: true).render(PlanFixture.rich()), "plan-colour.txt")
    }

    @Test("What was left out is not said to be as declared")
    func leftOut() {
        var plan = PlanFixture.nothing
        plan.leftOut = (1...6).map { LeftOutChange(address: .of("server.web[\($0)]"), action: .create) }
        #expect(!text().render(plan).contains("No changes"))
        #expect(text().render(plan).contains("Nothing to do in the part that was chosen."))
        #expect(text().render(plan).contains("6 changes left out"))
        #expect(text(width: 200).render(plan).contains("server.web[5] and 1 more"))
        #expect(!PlanMarkdown.render(plan, context: PlanFixture.context).contains("No changes"))
    }

    @Test("An object that is gone does not stay", arguments: ["vault.old", "disk.db.old"])
    func vanished(address: String) {
        var plan = PlanFixture.rich()
        plan.changes = [
            Change(
                address: .of(address), region: "cn-north-4", action: .forget, id: "0c11",
                before: [.name: "old"],
                reason: .vanished("0c11"))
        ]
        let shown = text(width: 200).render(plan)
        #expect(shown.contains("forget: its object 0c11 no longer exists in the cloud"))
        #expect(!shown.contains("stays:") && !shown.contains("detach and forget"))
    }

    @Test("Says so when there is nothing to do")
    func saysNothing() {
        expectGolden(text().render(PlanFixture.nothing), "plan-nothing.txt")
        var context = PlanFixture.context
        context.isDestroy = true
        #expect(text(context: context).render(PlanFixture.nothing).contains("Nothing to destroy."))
    }

    @Test("Says of a plan from state alone what it rests on, in every form")
    func saysRecalled() {
        var context = PlanFixture.context
        context.isRecalled = true
        context.read = nil
        expectGolden(text(width: 80, context: context).render(PlanFixture.nothing), "plan-recalled.txt")
        #expect(PlanJSON.render(PlanFixture.nothing, context: context).contains("\"refresh\": false"))
        #expect(!PlanJSON.render(PlanFixture.nothing, context: context).contains("\"read\""))
        #expect(PlanMarkdown.render(PlanFixture.nothing, context: context).contains("`--refresh=false`"))
        context.read = [.server: 3, .disk: 7]
        let partly = text(width: 200, context: context).render(PlanFixture.nothing)
        #expect(partly.contains("Read for what is created or deleted: 3 servers and 7 disks"))
    }

    @Test("Counts a large plan, and lists what loses something")
    func countsLargePlans() {
        expectGolden(text(width: 80).render(PlanFixture.large(1200)), "plan-large.txt")
    }

    @Test("Lists a large plan when asked")
    func listsLargePlans() {
        let shown = text(isVerbose: true).render(PlanFixture.large(60))
        #expect(shown.contains("server.web[59]"))
        #expect(!shown.contains("--verbose"))
    }

    @Test("Says that errors block")
    func saysBlocked() {
        var plan = PlanFixture.rich()
        plan.findings[0].severity = .error
        #expect(text().render(plan).hasSuffix("Blocked by 1 error: nothing will be done.\n"))
    }

    @Test(
        "A plan without changes does not claim more than its findings",
        arguments: ["creation-only", "attribute-not-read"])
    func reservations(_ code: String) {
        var plan = Plan(project: "shop", lineage: "l", serial: 1, changes: [], steps: [])
        #expect(text().render(plan).contains("No changes. The cloud is as declared."))
        plan.findings = [Diagnostic(untranslated: code, severity: .warning, summary: "s", detail: "d.")]
        #expect(!text().render(plan).contains("The cloud is as declared."))
    }

    @Test("Lines fit the terminal, but for what must stay whole", arguments: [60, 80, 100, 140])
    func fits(width: Int) {
        for line in text(width: width).render(PlanFixture.rich()).split(separator: "\n") {
            #expect(String(line).displayWidth <= width, "\(line)")
        }
    }

    @Test("Tells machines the same, in a fixed order")
    func tellsMachines() throws {
        let json = PlanJSON.render(PlanFixture.rich(), context: PlanFixture.context)
        expectGolden(json, "plan.json")
        _ = try JSONSerialization.jsonObject(with: Data(json.utf8))
    }

    @Test("Tells reviewers the same")
    func tellsReviewers() {
        expectGolden(PlanMarkdown.render(PlanFixture.rich(), context: PlanFixture.context), "plan.md")
    }

    @Test("Secrets stay secret in every form")
    func keepsSecrets() {
        let plan = PlanFixture.rich()
        let forms = [
            text().render(plan), PlanJSON.render(plan, context: PlanFixture.context),
            PlanMarkdown.render(plan, context: PlanFixture.context),
        ]
        for form in forms { #expect(!form.contains("hunter2")) }
    }

    @Test("Nothing raw reaches the terminal, whatever names the cloud gives", arguments: UInt64(0)..<50)
    func isSafe(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func text() -> String { random.text(upTo: 20) }
        let attributes: Attributes = [
            .name: .string(text()), .description: .string(text()), .tags: .map([text(): .string(text())]),
            .securityGroups: .list([.string(text())]),
        ]
        let region = text()
        let change = Change(
            address: Address(.server, text()), region: region, action: .replace(.createBeforeDestroy),
            id: text(),
            before: attributes, after: [.name: .string(text())], differences: [.name, .description, .tags],
            reason: .failedInCloud(status: text()), notes: [Bilingual(text(), zh: text())])
        let gone = Change(
            address: Address(.disk, text(), part: text()), region: region, action: .delete, id: text(),
            before: attributes, reason: .vanished(text()), risk: DataRisk(sizeGiB: 1))
        let plan = Plan(
            project: text(), lineage: text(), serial: 1, changes: [change, gone], steps: [.create(text())],
            drift: [Drift(address: Address(.server, text()), id: text(), isGone: true)],
            rebuilt: [ResourceRecord(address: Address(.vault, text()), region: region, id: text())])
        var context = PlanFixture.context
        context.regions = [region]
        #expect(TerminalSafety.violation(in: self.text(context: context).render(plan)) == nil)
        #expect(
            TerminalSafety.violation(
                in: self.text(isColoured: true, context: context).render(plan), allowsColour: true) == nil)
        #expect(TerminalSafety.violation(in: PlanJSON.render(plan, context: context)) == nil)
        #expect(TerminalSafety.violation(in: PlanMarkdown.render(plan, context: context)) == nil)
    }
}
