import Foundation
import XimageCore
import XimageHuawei
import XimageTestSupport

/// One field of an object that answers do not tell as they should.
struct AnswerDamage: Sendable, CustomStringConvertible {
    enum Kind: String, CaseIterable, Sendable {
        case null, absent, object, list, text, number, flag, least, greatest
        case zero, negative, fraction, beyond, infinite
    }

    /// A field of the objects of one kind, or of the answer around them.
    struct Field: Hashable, Sendable, Comparable {
        /// `servers` also for an answer about a single server.
        var list: String
        /// Below the object; empty for the list itself.
        var path: AnswerTree.Path

        static func < (a: Field, b: Field) -> Bool {
            a.list != b.list ? a.list < b.list : a.path.joined(separator: "/") < b.path.joined(separator: "/")
        }
    }

    var field: Field
    var kind: Kind
    /// The only object that is damaged; `nil` for all.
    var object: RemoteID?
    /// Lists show nothing, so that each object is read by its id.
    var hidesLists: Bool

    var description: String {
        "\(kind.rawValue) at \(([field.list] + field.path).joined(separator: "/")) of \(object ?? "all")"
            + (hidesLists ? ", lists hidden" : "")
    }

    // MARK: Fields

    private static let singles = [
        "server": "servers", "volume": "volumes", "vault": "vaults", "backup": "backups",
    ]
    private static let hidden: Set = ["servers", "volumes", "vaults"]

    /// The fields of answers.
    static func fields(of answers: some Sequence<RawAnswer>) -> [Field] {
        var result: Set<Field> = []
        for answer in answers {
            for path in AnswerTree(answer.body)?.fields ?? [] {
                guard let top = path.first else { continue }
                let isEntry = path.count > 1 && path[1] == "*"
                result.insert(Field(list: singles[top] ?? top, path: Array(path.dropFirst(isEntry ? 2 : 1))))
            }
        }
        return result.sorted()
    }

    private var paths: [AnswerTree.Path] {
        let single = Self.singles.first { $0.value == field.list }.map { [[$0.key] + field.path] } ?? []
        return [[field.list] + field.path, [field.list, "*"] + field.path] + single
    }

    // MARK: Damage

    func tap() -> AnswerTap {
        { call, answer in
            guard answer.status == 200, call.service != .iam, var tree = AnswerTree(answer.body) else {
                return answer
            }
            if hidesLists {
                for list in Self.hidden where tree.fields.contains([list]) {
                    tree.change([list]) { $0 is [Any] ? [Any]() : $0 }
                    tree.change(["count"]) { _ in 0 }
                }
            }
            for path in paths where path.count > 1 || path == [field.list] && field.path.isEmpty {
                tree.change(path, where: { object == nil || $0["id"] as? String == object }, damaged)
            }
            return RawAnswer(status: answer.status, body: tree.bytes)
        }
    }

    private func damaged(_ value: Any) -> Any? {
        switch kind {
        case .null: NSNull()
        case .absent: nil
        case .object: value is [String: Any] ? value : ["x": 1]
        case .list: value is [Any] ? value : ["x"]
        case .text: value is String ? value : "x"
        case .number: 7
        case .flag: true
        case .least: Int.min
        case .greatest: Int.max
        case .zero: 0
        case .negative: -1
        case .fraction: AnswerTree.written("1.5")
        case .beyond: AnswerTree.written("9223372036854775808")
        case .infinite: AnswerTree.written("1e400")
        }
    }
}
