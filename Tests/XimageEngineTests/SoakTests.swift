import Foundation
import Testing
import XimageCore
import XimageEngine
import XimagePlanning

/// One process that applies, changes and destroys over and over: it must not grow.
@Suite(.serialized) struct SoakTests {
    @Test("Memory and descriptors stay where they are")
    func soak() async throws {
        let seconds = ProcessInfo.processInfo.environment["XIMAGE_PROVE_SECONDS"].flatMap { Double($0) } ?? 3
        try await Lab.with { lab in
            let began = ContinuousClock.now
            var rounds = 0
            var (memory, descriptors) = (0, 0)
            while ContinuousClock.now - began < .seconds(seconds) {
                try await lab.apply(MainJob.desired())
                try await lab.apply(MainJob.desired(tags: ["round": "\(rounds)"]))
                try await lab.apply(MainJob.desired(), mode: .destroy(withBackups: true))
                rounds += 1
                let log = (try? FileManager.default.attributesOfItem(atPath: lab.statePath + "-wal"))?[.size]
                #expect((log as? Int ?? 0) < 64 << 20)
                // What is needed once is there by then.
                let isWarm = ContinuousClock.now - began > .seconds(seconds / 3)
                if isWarm, memory == 0 { (memory, descriptors) = (Self.residentKiB(), Self.descriptors()) }
            }
            print("prove R22: \(rounds) cases")
            #expect(try lab.prior().records.isEmpty)
            guard seconds >= 30, memory > 0 else { return }
            let (now, open) = (Self.residentKiB(), Self.descriptors())
            print("soak: \(memory) KiB, then \(now) KiB; \(descriptors) descriptors, then \(open)")
            #expect(Double(now) < Double(memory) * 1.05)
            #expect(open <= descriptors + 2)
        }
    }

    private static func residentKiB() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return Int(line.filter(\.isNumber)) ?? 0
    }

    private static func descriptors() -> Int {
        (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
    }
}
