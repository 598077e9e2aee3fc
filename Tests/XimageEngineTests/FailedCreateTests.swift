import Foundation
import Testing
import XimageCore
import XimageEngine
import XimageHuawei
import XimagePlanning
import XimageSandbox
import XimageTestSupport

/// The service reports that a server could not be created, and the server with its disks exists all the same.
@Suite struct FailedCreateTests {
    /// Ends the jobs of servers as failed, whatever became of them.
    private static let refusing: AnswerTap = { call, answer in
        let text = String(decoding: answer.body, as: UTF8.self)
        guard call.service == .ecs, text.contains("\"SUCCESS\""), text.contains("createServer") else {
            return answer
        }
        return RawAnswer(
            status: answer.status,
            body: Array(
                text.replacing(
                    "\"SUCCESS\"", with: "\"FAIL\",\"error_code\":\"Ecs.0219\",\"fail_reason\":\"none\""
                )
                .utf8))
    }

    private func live(_ lab: Lab) async throws -> [String: Int] {
        var kinds: [String: String] = [:]
        for entry in try await lab.sandbox.ledger() {
            kinds[entry.id] = entry.deed == .made ? entry.kind : nil
        }
        return kinds.values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    @Test(
        "The next run finds server and disks, and creates none of them twice; a destroy leaves none",
        arguments: [false, true])
    func left(isDestroyed: Bool) async throws {
        try await Lab.with { lab in
            let desired = try Manifests.desired(Manifests.mainJob(image: ""))
            let failed = try await lab.tapped(by: Self.refusing) {
                try await lab.apply(desired, over: $0)
            }
            #expect(failed?.failures.isEmpty == false)
            let before = try await live(lab)
            try #require(before["server"] == 1 && before["volume"] ?? 0 > 1, "\(before)")

            let report = try await lab.apply(
                desired, mode: isDestroyed ? .destroy(withBackups: true) : .apply)
            #expect(report?.failures.map(\.detail) == [])
            let after = try await live(lab)
            if isDestroyed {
                #expect(after["server"] == nil && after["volume"] == nil, "\(after)")
            } else {
                #expect(
                    after["server"] == 1 && after["volume"] == before["volume"], "\(after), before \(before)")
                #expect(try await lab.plan(desired).steps.isEmpty)
                let disks = try lab.prior().records.filter { $0.address.kind == .disk }
                #expect(disks.count + 1 == after["volume"] && disks.allSatisfy { $0.standing == .current })
            }
        }
    }
}
