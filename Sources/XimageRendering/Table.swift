import XimageCore

/// Rows in aligned columns, by display width.
struct Table {
    struct Column {
        let title: Bilingual
        let alignsRight: Bool
        /// Columns with a higher number go first where the terminal is too narrow; 0 never goes.
        let expendable: Int

        init(_ title: Bilingual, alignsRight: Bool = false, expendable: Int = 0) {
            self.title = title
            self.alignsRight = alignsRight
            self.expendable = expendable
        }
    }

    let columns: [Column]
    let showsHeading: Bool
    /// Cells in the order of the columns. They are made safe to print here.
    var rows: [[String]] = []
    /// What rows are sorted by where the text of a cell does not tell, by column; one for each row.
    var orders: [Int: [Double?]] = [:]

    init(_ columns: [Column], showsHeading: Bool = true) {
        self.columns = columns
        self.showsHeading = showsHeading
    }

    /// - Parameters:
    ///   - width: of the terminal, `nil` for no bound. Expendable columns are left out until the rest fits; a
    ///     remark below names them.
    ///   - indent: blanks before each line.
    func render(style: TextStyle, width: Int? = nil, indent: Int = 0) -> String {
        let language = style.language
        let cells = rows.map { $0.map(\.visible) }
        var widths = columns.map { showsHeading ? $0.title[language].displayWidth : 0 }
        for row in cells {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.displayWidth) }
        }
        let (shown, left) = fitting(widths, width: width.map { $0 - indent })
        let margin = String(repeating: " ", count: indent)
        var text = ""
        if showsHeading {
            let titles = columns.map { $0.title[language] }
            text += margin + style.paint(line(titles, shown, widths), .faint) + "\n"
        }
        for row in cells { text += margin + line(row, shown, widths) + "\n" }
        if !left.isEmpty {
            let names = language.list(
                left.map { columns[$0].title[language].lowercased() }.filter { !$0.isEmpty })
            let remark = language(
                "Left out for want of room: \(names). --format json has all.",
                zh: "因宽度不足未显示：\(names)。--format json 可查看全部。")
            text += style.paint(margin + remark, .faint) + "\n"
        }
        return text
    }

    private func line(_ cells: [String], _ shown: [Int], _ widths: [Int]) -> String {
        var text = ""
        for (position, index) in shown.enumerated() {
            if position > 0 { text += "  " }
            let cell = cells[index]
            if columns[index].alignsRight {
                text += cell.leftPadded(to: widths[index])
            } else {
                text += position == shown.count - 1 ? cell : cell.padded(to: widths[index])
            }
        }
        while text.last == " " { text.removeLast() }
        return text
    }

    private func fitting(_ widths: [Int], width: Int?) -> (shown: [Int], left: [Int]) {
        var shown = Array(columns.indices)
        guard let width else { return (shown, []) }
        func total() -> Int { shown.reduce(0) { $0 + widths[$1] } + 2 * max(0, shown.count - 1) }
        while total() > width {
            let candidate = shown.filter { columns[$0].expendable > 0 }
                .max { columns[$0].expendable < columns[$1].expendable }
            guard let candidate else { break }
            shown.removeAll { $0 == candidate }
        }
        return (shown, columns.indices.filter { !shown.contains($0) })
    }
}
