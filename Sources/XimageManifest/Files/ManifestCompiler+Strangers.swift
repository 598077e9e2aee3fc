internal import XimageCore
internal import XimageYAML

/// Files of a folder that are no part of one set: further sets, and YAML of other tools.
extension ManifestCompiler {
    /// Several sets below one folder, none of which holds the others; `nil` where that is not so.
    static func severalSets(_ files: [ParsedFile], folder: String) -> Diagnostic? {
        let folders = Set(files.filter(\.hasProject).map { ManifestPath.folder(of: $0.path) }).sorted()
        guard folders.count > 1, let first = folders.first, !folders.contains(folder) else { return nil }
        let shown = folders.prefix(6).map { "`\(Shown.text($0))`" }
        return Diagnostic(
            .severalSets,
            [
                "folder": RuleArgument(Shown.text(folder)), "count": "\(folders.count)",
                "sets": .series(shown, rest: more(folders.count - 6)),
                "first": RuleArgument(first.shellQuoted),
            ])
    }

    /// What is said of those that a list does not name.
    private static func more(_ count: Int) -> Bilingual? {
        count > 0 ? Bilingual(" and \(count) more", zh: "，另有 \(count) 个") : nil
    }

    /// Takes out what has no section of a manifest, and reports it once. Without a file that has `project` nothing is taken out.
    mutating func setStrangersAside(_ files: inout [ParsedFile]) {
        guard let main = files.first(where: \.hasProject), files.count > 1 else { return }
        let strangers = files.filter { !$0.hasProject && Self.isStranger($0) }
        guard !strangers.isEmpty else { return }
        let base = ManifestPath.folder(of: main.path)
        let paths = strangers.map { ManifestPath.relative($0.path, to: base) }
        let others = Set(files.map { ManifestPath.relative($0.path, to: base) }).subtracting(paths)
        let former = main.result.map { Self.texts("exclude", in: $0.tree) } ?? []
        let patterns = former + Self.patterns(paths, besides: others)
        let shown = strangers.prefix(3).map { file in
            let keys = Self.topKeys(file).prefix(4).map { "`\(Shown.text($0))`" }.joined(separator: ", ")
            return "`\(Shown.text(file.path))`" + (keys.isEmpty ? "" : " (\(keys))")
        }
        diagnostics.append(
            Diagnostic(
                .foreignFile,
                [
                    "files": .series(shown, rest: Self.more(strangers.count - 3)),
                    "them": strangers.count == 1
                        ? RuleArgument("it", zh: "该文件") : RuleArgument("them", zh: "这些文件"),
                    "main": RuleArgument(Shown.text(main.path)),
                    "patterns": RuleArgument(patterns.map(Self.flow).joined(separator: ", ")),
                ]))
        let foreign = Set(strangers.map(\.path))
        files.removeAll { foreign.contains($0.path) }
    }

    private static func isStranger(_ file: ParsedFile) -> Bool {
        guard let result = file.result else { return false }
        // Templates of other tools are no YAML yet.
        guard result.isReadable else { return file.bytes.holds("{{") }
        let keys = topKeys(file)
        guard !keys.isEmpty else {
            return result.tree.documents.contains {
                $0 < result.tree.nodeCount && !result.tree.children($0).isEmpty
            }
        }
        // A slip of a letter or two is no other tool.
        let known = ManifestTables.file.fields.map { Array($0.key.utf8) }
        return keys.allSatisfy { key in
            known.allSatisfy { Nearest.distance(Array(key.utf8.prefix(64)), $0) > 2 }
        }
    }

    private static func topKeys(_ file: ParsedFile) -> [String] {
        file.result.map { topKeys($0.tree) } ?? []
    }

    /// Files by name; all of a folder by `folder/**`, where it has nothing else.
    private static func patterns(_ paths: [String], besides others: Set<String>) -> [String] {
        var result: [String] = []
        for path in paths {
            let top = path.firstIndex(of: "/").map { String(path[..<$0]) }
            guard let top, !others.contains(where: { $0.hasPrefix(top + "/") }) else {
                result.append(path)
                continue
            }
            if result.last != "\(top)/**" { result.append("\(top)/**") }
        }
        return result
    }

    /// As an item of a list in brackets.
    private static func flow(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            Characters.isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || "-_./".utf8.contains(byte)
        }
        return isPlain && !text.isEmpty
            ? text : "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}

extension [UInt8] {
    fileprivate func holds(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard count >= wanted.count else { return false }
        return (0...(count - wanted.count)).contains { self[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }
}
