/// The name of a backup: that of its image, then whose it is and which generation. Backups bear no tags, and the name
/// outlives the image: `golden-3_shop_abcdefghij_g3_k7x2q`, with the lineage of the state at the end. Names of earlier versions have none.
package struct BackupName: Hashable, Sendable, CustomStringConvertible {
    package var image: String
    /// As the tag says it; see ``Mark/owner(project:address:)``.
    package var owner: String
    package var generation: Int
    /// Of the state that wrote it; `nil` in names of earlier versions.
    package var lineage: MarkLineage?

    package init(image: String, owner: String, generation: Int, lineage: MarkLineage? = nil) {
        self.image = image
        self.owner = owner
        self.generation = generation
        self.lineage = lineage
    }

    /// At most 64 characters of letters, digits, `-` and `_`. Source: CBR API reference, modify a backup.
    package var description: String {
        let end = "_\(owner)_g\(generation)" + (lineage.map { "_\($0)" } ?? "")
        let start = image.unicodeScalars.map { scalar -> Character in
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(Character(scalar)))
                || scalar == "-" || scalar == "_"
                ? Character(scalar) : "-"
        }
        return String(start.prefix(max(1, 64 - end.utf8.count))) + end
    }

    /// `nil` for names of others.
    package init?(_ name: String) {
        var parts = name.split(separator: "_", omittingEmptySubsequences: false)
        let lineage =
            parts.count >= 5 && parts[parts.count - 2].first == "g"
            ? parts.last.flatMap { MarkLineage(String($0)) } : nil
        if lineage != nil { parts.removeLast() }
        guard parts.count >= 4, let last = parts.last, last.first == "g",
            let generation = GenerationNumber.read(last.dropFirst()), generation > 0
        else { return nil }
        let (digest, project) = (parts[parts.count - 2], parts[parts.count - 3])
        guard digest.utf8.count == 10, !project.isEmpty else { return nil }
        self.init(
            image: parts.dropLast(3).joined(separator: "_"), owner: "\(project)_\(digest)",
            generation: generation, lineage: lineage)
    }
}

extension LiveBackup {
    /// What its name says; `nil` when ximage did not name it.
    package var mark: BackupName? { BackupName(name) }
}
