import Foundation
import XimageCore

/// What a collector prints: the outputs of its commands as they came, in one JSON document.
struct RawReport: Decodable, Sendable {
    struct Output: Decodable, Sendable {
        /// Exit code; 127 when there is no such command.
        var status: Int
        var text: String
    }

    static let name = "ximage-facts"
    static let version = 1

    var collector: String
    var version: Int
    var os: String
    var time: String?
    var outputs: [String: Output]

    /// The text of a command that went well; `nil` otherwise.
    func text(_ key: String) -> String? {
        guard let output = outputs[key], output.status == 0 else { return nil }
        return output.text
    }

    func line(_ key: String) -> String? {
        text(key)?.split(whereSeparator: \.isNewline).first.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    func lines(_ key: String) -> [String]? {
        text(key)?.split(whereSeparator: \.isNewline).map(String.init)
    }

    func json(_ key: String) -> LooseJSON? { text(key).flatMap { LooseJSON.parse($0) } }

    /// Why a command gave nothing: it is not there, it failed, it was not asked.
    func gap(_ key: String, _ command: String) -> String {
        switch outputs[key]?.status {
        case nil: "the collector did not run \(command)"
        case 127: "\(command) is not installed"
        case 0: "the output of \(command) cannot be read"
        case let status?: "\(command) failed with exit code \(status)"
        }
    }
}
