import Foundation

/// Seeds of a test that a proof runs with more of them.
package enum ProofSeeds {
    private static let environment = ProcessInfo.processInfo.environment

    /// `XIMAGE_PROVE_SEEDS` of them from `XIMAGE_PROVE_FIRST` on, or `XIMAGE_PROVE_SEED` alone.
    package static func all(gate count: UInt64) -> [UInt64] {
        if let one = environment["XIMAGE_PROVE_SEED"].flatMap(UInt64.init) { return [one] }
        let first = environment["XIMAGE_PROVE_FIRST"].flatMap(UInt64.init) ?? 0
        let count = environment["XIMAGE_PROVE_SEEDS"].flatMap(UInt64.init) ?? count
        return Array(first..<first + count)
    }

    /// Whether a proof runs them.
    package static var areChosen: Bool {
        environment["XIMAGE_PROVE_SEEDS"] != nil || environment["XIMAGE_PROVE_SEED"] != nil
    }

    /// Names a case before it runs, so that a crash shows which one it was.
    package static func tell(_ text: String) {
        guard areChosen else { return }
        FileHandle.standardError.write(Data("case \(text)\n".utf8))
    }
}
