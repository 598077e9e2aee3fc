import Foundation

/// A JSON answer as a tree in which fields are found and changed by their paths.
///
/// A path has the names from the top; `*` stands for each entry of a list.
struct AnswerTree {
    typealias Path = [String]

    private var root: Any

    init?(_ bytes: [UInt8]) {
        guard let root = try? JSONSerialization.jsonObject(with: Data(bytes)) else { return nil }
        self.root = root
    }

    var bytes: [UInt8] {
        guard let data = try? JSONSerialization.data(withJSONObject: root, options: [.sortedKeys]) else {
            return []
        }
        let text = String(decoding: data, as: UTF8.self)
        return Array(text.replacing(/"<written ([^>]*)>"/) { $0.output.1 }.utf8)
    }

    /// A value that is written as these characters, such as a number that no type holds.
    static func written(_ text: String) -> Any { "<written \(text)>" }

    // MARK: Fields

    /// Paths of everything below the top.
    var fields: Set<Path> {
        var result: Set<Path> = []
        Self.collect(root, [], &result)
        return result
    }

    private static func collect(_ value: Any, _ path: Path, _ result: inout Set<Path>) {
        if let members = value as? [String: Any] {
            for (name, member) in members {
                result.insert(path + [name])
                collect(member, path + [name], &result)
            }
        } else if let entries = value as? [Any] {
            for entry in entries { collect(entry, path + ["*"], &result) }
        }
    }

    /// The texts at a path.
    func texts(at path: Path) -> [String] { Self.texts(root, path[...]) }

    private static func texts(_ value: Any, _ path: ArraySlice<String>) -> [String] {
        guard let name = path.first else { return [value as? String].compactMap { $0 } }
        if name == "*" { return (value as? [Any] ?? []).flatMap { texts($0, path.dropFirst()) } }
        return (value as? [String: Any])?[name].map { texts($0, path.dropFirst()) } ?? []
    }

    // MARK: Changes

    /// Changes each value at a path; `nil` removes the field.
    /// - Parameter isMeant: whether an object on the way, such as an entry of a list, is one to change.
    mutating func change(
        _ path: Path, where isMeant: ([String: Any]) -> Bool = { _ in true }, _ change: (Any) -> Any?
    ) {
        root = Self.changed(root, path[...], isMeant, change) ?? root
    }

    private static func changed(
        _ value: Any, _ path: ArraySlice<String>, _ isMeant: ([String: Any]) -> Bool,
        _ change: (Any) -> Any?
    ) -> Any? {
        guard let name = path.first else { return change(value) }
        if name == "*" {
            return (value as? [Any])?.map { changed($0, path.dropFirst(), isMeant, change) ?? $0 } ?? value
        }
        guard var members = value as? [String: Any], let member = members[name] else { return value }
        guard members["id"] == nil || isMeant(members) else { return value }
        members[name] = changed(member, path.dropFirst(), isMeant, change)
        return members
    }
}
