import Foundation
import Testing
import XimageCore

@testable import XimageState

/// Random changes to the bytes of a state file: it is refused or read as it was, and nothing crashes.
@Suite(.serialized) struct StateFuzzTests {
    @Test("A state file with random bytes is refused, or says what it said before")
    func stateFile() async throws {
        let seconds = ProcessInfo.processInfo.environment["XIMAGE_PROVE_SECONDS"].flatMap { Double($0) } ?? 1
        let folder = Folder()
        let expected = try await DamageTests.atRest(folder)
        let sound = bytes(of: folder.state)
        var random = Seeded(
            UInt64(ProcessInfo.processInfo.environment["XIMAGE_PROVE_SEED"].flatMap { Int($0) } ?? 1))
        let began = ContinuousClock.now
        var cases = 0
        while ContinuousClock.now - began < .seconds(seconds) {
            let other = Folder()
            let changed = Self.mutated(sound, &random)
            write(changed, to: other.state)
            let started = ContinuousClock.now
            if let content = try? DamageTests.Content.read(other.state) {
                #expect(content == expected, "case \(cases)")
            }
            #expect(bytes(of: other.state) == changed, "case \(cases)")
            _ = try? IntegrityCheck.verify(path: other.state)
            #expect(ContinuousClock.now - started < .seconds(5), "case \(cases)")
            try? FileManager.default.removeItem(atPath: other.path)
            cases += 1
        }
        print("prove R14: \(cases) cases")
    }

    private static func mutated(_ sound: [UInt8], _ random: inout Seeded) -> [UInt8] {
        var bytes = sound
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 2:
                let end = min(bytes.count, place + Int.random(in: 1...64, using: &random))
                for index in place..<end { bytes[index] = UInt8.random(in: .min ... .max, using: &random) }
            case 3:
                let from = Int.random(in: 0..<bytes.count, using: &random)
                let count = min(bytes.count - max(place, from), Int.random(in: 1...512, using: &random))
                if count > 0 {
                    bytes.replaceSubrange(place..<place + count, with: sound[from..<from + count])
                }
            default:
                let end = min(bytes.count, place + 8)
                for index in place..<end { bytes[index] = 0xFF }
            }
        }
        return bytes
    }
}
