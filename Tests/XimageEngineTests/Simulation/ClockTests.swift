import Foundation
import Testing
import XimageCore
import XimageEngine
import XimagePlanning
import XimageState

/// The wall clock is set while a run goes on, or between a crash and what comes after: nothing depends on it.
@Suite(.serialized) struct ClockTests {
    struct Jump: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var by: Duration
        /// After the crash, before the next run; else while the run goes on.
        var isBetween = false
    }

    static let jumps: [Jump] = [
        Jump(testDescription: "15 min 1 s ahead", by: .seconds(901)),
        Jump(testDescription: "15 min 1 s back", by: .seconds(-901)),
        Jump(testDescription: "a day ahead", by: .seconds(86_400)),
        Jump(testDescription: "a day back", by: .seconds(-86_400)),
        Jump(testDescription: "an hour back in the middle", by: .seconds(-3600)),
        Jump(testDescription: "8 h 1 min between crash and resume", by: .seconds(28_860), isBetween: true),
        Jump(testDescription: "a leap day between", by: .seconds(86_400 * 775), isBetween: true),
        Jump(testDescription: "a day back between", by: .seconds(-86_400), isBetween: true),
    ]

    @Test("A step of the wall clock changes nothing", arguments: jumps)
    func steps(_ jump: Jump) async throws {
        for moment in [2, 8, 14, 22, 30, 38] {
            let complaints = try await Simulation.run { simulation in
                let cloud = SimulatedCloud(time: simulation.time)
                let folder = SimulatedProject.makeFolder()
                defer { try? FileManager.default.removeItem(atPath: folder) }
                let project = SimulatedProject(simulation: simulation, cloud: cloud, folder: folder)
                let desired = SimulatedSet.desired(servers: 3, disks: 2)
                let point = CrashPoint(after: moment)
                let events = OperationCounter()
                _ = try? await project.apply(
                    desired, crash: point,
                    report: { _ in
                        if !jump.isBetween, events.next() == moment / 2 { simulation.setWall(by: jump.by) }
                    })
                if jump.isBetween { simulation.setWall(by: jump.by) }
                for _ in 0..<3 { if case .nothingToDo = try await project.apply(desired) { break } }
                var complaints: [String] = []
                let plan = try await project.plan(desired)
                if !plan.plan.steps.isEmpty { complaints.append("left: \(plan.plan.steps.map(\.id))") }
                let known = Set(try project.records().map(\.id))
                if known != cloud.ownedIDs {
                    complaints.append("unknown: \(cloud.ownedIDs.subtracting(known))")
                }
                let made = cloud.entries.count { $0.isMade }
                if made != 7 { complaints.append("\(made) objects were made") }
                return complaints
            }
            #expect(complaints == [], "\(jump.testDescription), crash at \(moment)")
        }
        print("prove R8: 6 cases")
    }
}
