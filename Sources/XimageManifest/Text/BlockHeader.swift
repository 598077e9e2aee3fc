/// The first line of a `|` or `>` text: `&anchor |2- # comment`.
struct BlockHeader {
    private let before: [UInt8]
    private let after: [UInt8]
    /// Blanks below the surrounding block, where the line says so.
    var indentation: Int?
    private let chomping: [UInt8]

    init(_ line: ArraySlice<UInt8>) {
        let line = Array(line)
        let mark =
            line.indices.first { index in
                (line[index] == 0x7C || line[index] == 0x3E) && (index == 0 || line[index - 1] <= 0x20)
            } ?? 0
        var end = mark + 1
        var chomping: [UInt8] = []
        while end < line.count, line[end] > 0x20 {
            if Characters.isDigit(line[end]) {
                indentation = Int(line[end] - 0x30)
            } else {
                chomping.append(line[end])
            }
            end += 1
        }
        before = Array(line.prefix(mark + 1))
        after = line.count > end ? Array(line[end...]) : []
        self.chomping = chomping
    }

    /// Line breaks at the end are no part of the text.
    var strips: Bool { chomping == [0x2D] }

    /// The line, one blank before a comment.
    var bytes: [UInt8] {
        let comment = after.drop { $0 == 0x20 || $0 == 0x09 }
        return before + (indentation.map { Array(String($0).utf8) } ?? []) + chomping
            + (comment.isEmpty ? [] : [0x20] + comment)
    }
}
