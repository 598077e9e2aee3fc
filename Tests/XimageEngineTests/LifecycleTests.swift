import Foundation
import Synchronization
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageState
import XimageTestSupport

/// The life of an image against the sandbox: generations, copies, retention, quiescing.
@Suite struct LifecycleTests {
    /// Applies, and expects that it went well and that nothing is left to do.
    @discardableResult
    private func converge(_ lab: Lab, _ text: String, sourceLocation: SourceLocation = #_sourceLocation)
        async throws -> ApplyReport?
    {
        let desired = try Manifests.desired(text)
        let report = try await lab.apply(desired)
        #expect(report?.failures.map(\.detail) ?? [] == [], sourceLocation: sourceLocation)
        #expect(report?.skipped.map(\.step) ?? [] == [], sourceLocation: sourceLocation)
        let second = try await lab.plan(desired)
        #expect(second.steps.map(\.id) == [], sourceLocation: sourceLocation)
        return report
    }

    private func addresses(_ lab: Lab, _ kind: ResourceKind) throws -> [String] {
        try lab.prior().records.filter { $0.address.kind == kind }.map(\.address.description)
    }

    private func power(_ lab: Lab) async throws -> String? {
        try await lab.provider.list(.server, in: "cn-north-4").first?.attributes[.power].string
    }

    // MARK: Copies

    static let copies = """
            copies:
              south: {region: cn-south-1, vault: dr, agency: ims_copy, tags: {tier: dr}}
        """
    static let dr = "  dr: {region: cn-south-1, size: 500 GiB, purpose: replication}"

    @Test("A generation is copied to another region, tagged there, and a changed tag is changed in place")
    func copies() async throws {
        try await Lab.with { lab in
            try await converge(lab, Manifests.mainJob(image: Self.copies, vaults: Self.dr))
            #expect(try addresses(lab, .copy) == ["copy.golden.south@1"])
            let copy = try #require(try await lab.provider.list(.copy, in: "cn-south-1").first)
            #expect(copy.attributes[.tags] == .strings(["tier": "dr"]))
            #expect(copy.operation?.generation == 1)
            let other = Self.copies.replacingOccurrences(of: "tier: dr", with: "tier: gold")
            // A copy that was cut off before it was tagged gets its mark with the change.
            let sent = Mutex<[UpdateRequest]>([])
            let watching = AlteredProvider(
                inner: lab.provider,
                refused: { request in
                    sent.withLock { $0.append(request) }
                    return nil
                })
            let changed = try Manifests.desired(Manifests.mainJob(image: other, vaults: Self.dr))
            let report = try await lab.apply(changed, over: watching)
            #expect(report?.succeeded == ["update copy.golden.south@1"])
            let request = try #require(sent.withLock { $0 }.first)
            #expect(request.owner == copy.owner && request.operation == copy.operation)
            #expect(try await lab.plan(changed).steps.map(\.id) == [])
        }
    }

    @Test("State that is lost is given back, copies included, and nothing is copied twice")
    func lostState() async throws {
        try await Lab.with { lab in
            let text = Manifests.mainJob(image: Self.copies + "\n    revision: \"7\"", vaults: Self.dr)
            try await converge(lab, text)
            let before = try await lab.made()
            lab.loseState()
            _ = try await lab.session().rebuild(.init(try Manifests.desired(text)), ResumeTests.applying)
            try await converge(lab, text)
            #expect(try await lab.made() == before)
            #expect(try addresses(lab, .copy) == ["copy.golden.south@1"])
        }
    }

    @Test("A copy waits for the region, and a crash at any boundary ends with one copy")
    func copyCrashes() async throws {
        var boundary = 0
        var isDead = true
        while isDead {
            isDead = try await Lab.with { lab in
                let desired = try Manifests.desired(Manifests.mainJob(image: Self.copies, vaults: Self.dr))
                let point = CrashPoint(after: boundary)
                do { try await lab.apply(desired, tap: point) } catch is StateError {}
                guard point.isDead else { return false }
                _ = try await lab.apply(desired)
                #expect(try await lab.plan(desired).steps.map(\.id) == [], "after boundary \(boundary)")
                #expect(try await lab.made()["image"] == 2, "after boundary \(boundary)")
                return true
            }
            boundary += 4
        }
        #expect(boundary > 40)
    }

    // MARK: Generations and retention

    private func revision(_ number: Int, _ more: String = "") -> String {
        Manifests.mainJob(image: "    revision: \"\(number)\"\n\(more)")
    }

    @Test("Going back to the revision of a kept generation builds nothing")
    func goesBack() async throws {
        try await Lab.with { lab in
            try await converge(lab, revision(1))
            try await converge(lab, revision(2))
            #expect(try await converge(lab, revision(1)) == nil)
            #expect(try addresses(lab, .image) == ["image.golden@1", "image.golden@2"])
            let report = try await converge(lab, revision(3))
            #expect(report?.succeeded == ["create image.golden@3"])
        }
    }

    @Test("Retention keeps the newest, removes images with their backups after the new one is ready")
    func retention() async throws {
        try await Lab.with { lab in
            let rule = "    retention: {keep: 2, deleteBackups: true}"
            for number in 1...4 { try await converge(lab, revision(number, rule)) }
            #expect(try addresses(lab, .image) == ["image.golden@3", "image.golden@4"])
            let backups = try await lab.provider.imageInventory(in: "cn-north-4").backups
            #expect(backups?.count == 2)
        }
    }

    @Test("Bare backups are kept by number, found by their names without any state, and go in the end")
    func bareBackups() async throws {
        try await Lab.with { lab in
            let rule = "    retention: {keep: 1, keepBackups: 1, deleteBackups: true}"
            for number in 1...2 { try await converge(lab, revision(number, rule)) }
            let first = try await lab.provider.imageInventory(in: "cn-north-4").backups
            #expect(first?.compactMap(\.mark?.generation).sorted() == [1, 2])
            try await converge(lab, revision(3, rule))
            let second = try await lab.provider.imageInventory(in: "cn-north-4").backups ?? []
            #expect(second.compactMap(\.mark?.generation).sorted() == [2, 3])
            #expect(try addresses(lab, .image) == ["image.golden@3"])
        }
    }

    @Test("`--renew` makes a generation although nothing changed, and names the series alone")
    func renews() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(revision(1))
            try await lab.apply(desired)
            var options = PlanOptions()
            options.renew = [Address(.image, "golden")]
            let plan = try await lab.session().plan(.init(desired, options: options)).plan
            #expect(plan.steps.map(\.id) == ["create image.golden@2"])
            #expect(plan.changes.first?.reason == .renewalRequested)
        }
    }

    // MARK: Quiescing

    static let stop = "    quiesce: stop"

    @Test("A server is stopped for its image and runs again afterwards")
    func quiesces() async throws {
        try await Lab.with { lab in
            let report = try #require(try await converge(lab, Manifests.mainJob(image: Self.stop)))
            let order = report.succeeded.map(\.description).filter { $0.contains("golden") }
            // The region may be able to use the image before or after the server runs again.
            #expect(
                order.filter { !$0.hasPrefix("settle") } == [
                    "stop server.web for image.golden@1", "create image.golden@1",
                    "start server.web for image.golden@1",
                ])
            #expect(try await power(lab) == "running")
        }
    }

    @Test("A server runs again although its image failed")
    func startsAfterFailure() async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob(image: Self.stop))
            try await lab.sandbox.setFaults(
                """
                faults:
                  - match: {operation: CreateWholeImage, times: 1}
                    job: {fail: IMG.0014, reason: internal}
                """)
            let report = try #require(try await lab.apply(desired))
            #expect(report.failures.map(\.step) == ["create image.golden@1"])
            #expect(report.succeeded.contains("start server.web for image.golden@1"))
            #expect(try await power(lab) == "running")
        }
    }

    @Test("Whenever a run dies, the next one leaves the server running")
    func crashesWhileStopped() async throws {
        var boundary = 0
        var isDead = true
        while isDead {
            isDead = try await Lab.with { lab in
                let plain = try Manifests.desired(Manifests.mainJob(image: "    revision: \"1\""))
                try await lab.apply(plain)
                let desired = try Manifests.desired(
                    Manifests.mainJob(image: "    revision: \"2\"\n\(Self.stop)"))
                let point = CrashPoint(after: boundary)
                do { try await lab.apply(desired, tap: point) } catch is StateError {}
                guard point.isDead else { return false }
                _ = try await lab.apply(desired)
                #expect(try await power(lab) == "running", "after boundary \(boundary)")
                #expect(try lab.openSteps().isEmpty, "after boundary \(boundary)")
                #expect(try await lab.plan(desired).steps.map(\.id) == [], "after boundary \(boundary)")
                #expect(try await lab.made()["image"] == 2, "after boundary \(boundary)")
                return true
            }
            boundary += 1
        }
        #expect(boundary > 10)
    }

    @Test(
        "A start that is owed is tried 31 times while the server's state forbids it, and by the next run again"
    )
    func owedStart() async throws {
        let plain = try Manifests.desired(Manifests.mainJob(image: "    revision: \"1\""))
        let desired = try Manifests.desired(
            Manifests.mainJob(image: "    revision: \"2\"\n\(Self.stop)"))
        var isFound = false
        // Until a run dies that has stopped the server.
        for boundary in 0..<40 where !isFound {
            isFound = try await Lab.with { lab in
                try await lab.apply(plain)
                do { try await lab.apply(desired, tap: CrashPoint(after: boundary)) } catch is StateError {}
                guard try await power(lab) == "stopped" else { return false }

                let tries = Mutex(0)
                let triesWhenTold = Mutex<Int?>(nil)
                let refusing = AlteredProvider(
                    inner: lab.provider,
                    refused: { request in
                        guard request.changes[.power].string == "running" else { return nil }
                        tries.withLock { $0 += 1 }
                        return ProviderError(
                            retry: .never, category: .state, service: "ecs", operation: "start",
                            code: "Ecs.0100", message: "The server is busy.")
                    })
                try await lab.apply(desired, over: refusing) { event in
                    guard case .notice(let text) = event, text.english.contains("cannot be started now")
                    else {
                        return
                    }
                    triesWhenTold.withLock { $0 = $0 ?? tries.withLock { $0 } }
                }
                #expect(triesWhenTold.withLock { $0 } == 31)
                #expect(try await power(lab) == "stopped")
                try await lab.apply(desired)
                #expect(try await power(lab) == "running")
                return true
            }
        }
        #expect(isFound)
    }
}
