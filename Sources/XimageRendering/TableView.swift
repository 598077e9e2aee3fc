import XimageCore

/// What of a table is shown, and in which order.
package struct TableView: Sendable {
    package enum Form: String, Sendable {
        /// As wide as the terminal.
        case fitted
        /// All columns, however wide.
        case wide
        /// The names alone, one a line, for scripts.
        case names
    }

    package var form = Form.fitted
    /// Names of columns in the order in which they are shown; empty for all.
    package var columns: [String]
    /// Name of the column that lines are sorted by, with `-` before it from the greatest down; `nil` for the table's own order.
    package var sort: String?

    package init(_ form: Form = .fitted, columns: [String] = [], sort: String? = nil) {
        self.form = form
        self.columns = columns
        self.sort = sort
    }

    /// No column of the table has this name.
    package struct UnknownColumn: Error {
        package let name: String
        package let known: [String]
    }
}

extension Table {
    /// The table as a person wants to see it, as text.
    func render(_ view: TableView, style: TextStyle, width: Int?) throws(TableView.UnknownColumn) -> String {
        var table = self
        if let sort = view.sort {
            let isDescending = sort.hasPrefix("-")
            table.sort(by: try index(of: isDescending ? String(sort.dropFirst()) : sort), isDescending)
        }
        if view.form == .names {
            let name = columns.firstIndex { $0.name == "name" } ?? 0
            var seen: Set<String> = []
            return table.rows.map { $0[name].visible }.filter { seen.insert($0).inserted }
                .map { $0 + "\n" }.joined()
        }
        var chosen: [Int] = []
        for name in view.columns { chosen.append(try index(of: name)) }
        if !chosen.isEmpty { table = table.showing(chosen) }
        return table.render(style: style, width: view.form == .wide || !chosen.isEmpty ? nil : width)
    }

    private func index(of name: String) throws(TableView.UnknownColumn) -> Int {
        guard let index = columns.firstIndex(where: { $0.name == name }) else {
            throw TableView.UnknownColumn(name: name, known: columns.map(\.name))
        }
        return index
    }

    private func showing(_ chosen: [Int]) -> Table {
        var table = Table(chosen.map { columns[$0] }, showsHeading: showsHeading)
        table.rows = rows.map { row in chosen.map { row[$0] } }
        return table
    }

    /// Numbers count as such, within texts too; a cell without a value comes last.
    private mutating func sort(by column: Int, _ isDescending: Bool) {
        let keys = rows.indices.map { row in
            orders[column]?[row].map { NaturalOrder.Key(number: $0) } ?? NaturalOrder.Key(rows[row][column])
        }
        let sorted = rows.indices.sorted { a, b in
            guard keys[a].isEmpty == keys[b].isEmpty else { return keys[b].isEmpty }
            if keys[a] == keys[b] { return a < b }
            return isDescending ? keys[b] < keys[a] : keys[a] < keys[b]
        }
        rows = sorted.map { rows[$0] }
        orders = orders.mapValues { values in sorted.map { values[$0] } }
    }
}

extension Table.Column {
    /// As options name it, such as `can-be-imaged`.
    var name: String { title.english.lowercased().replacing(" ", with: "-") }
}
