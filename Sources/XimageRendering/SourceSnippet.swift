/// One line of a manifest as it appears on a terminal, and the underline below it.
///
/// Positions count Unicode scalars while terminals count columns; the snippet keeps both together, so that the
/// underline stands exactly below tabs, wide, combining and spelled-out characters.
struct SourceSnippet {
    /// Safe to print, tabs as blanks, cropped to the width.
    let text: String
    /// Blanks and carets; empty when nothing is underlined.
    let underline: String

    /// - Parameters:
    ///   - columns: scalars from 1, the second just behind the last; an empty range underlines one column.
    ///   - width: columns that the line may take.
    init(line: String, columns: Range<Int>, mark: Character, width: Int) {
        let cells = Self.cells(of: line)
        var offsets = [0]
        offsets.reserveCapacity(cells.count + 1)
        for cell in cells { offsets.append(offsets[offsets.count - 1] + cell.width) }

        let first = min(max(columns.lowerBound - 1, 0), cells.count)
        let end = min(max(columns.upperBound - 1, first), cells.count)
        let start = offsets[first]
        let length = max(offsets[end] - start, 1)

        if offsets[cells.count] <= width {
            text = cells.map(\.text).joined().trimmingTrailingBlanks
            underline = String(repeating: " ", count: start) + String(repeating: mark, count: length)
            return
        }
        (text, underline) = Self.cropped(
            cells, offsets, from: first, length: length, mark: mark, width: width)
    }

    /// A window of the line around the underlined text, `…` where something was cut off.
    private static func cropped(
        _ cells: [Cell], _ offsets: [Int], from first: Int, length: Int, mark: Character, width: Int
    ) -> (String, String) {
        let lead = max(0, min(width / 3, width - length - 2))
        var left = first
        while left > 0, offsets[first] - offsets[left - 1] <= lead { left -= 1 }
        let isCutLeft = left > 0
        let room = width - (isCutLeft ? 1 : 0)
        var right = left
        while right < cells.count, offsets[right + 1] - offsets[left] <= room - 1 { right += 1 }
        let isCutRight = right < cells.count
        let text =
            (isCutLeft ? "…" : "") + cells[left..<right].map(\.text).joined() + (isCutRight ? "…" : "")
        let start = offsets[first] - offsets[left] + (isCutLeft ? 1 : 0)
        let marks = max(1, min(length, width - start))
        return (text, String(repeating: " ", count: start) + String(repeating: mark, count: marks))
    }

    /// What one scalar of the source adds to the line.
    private struct Cell {
        var text: String
        var width: Int
    }

    /// One cell a scalar. A cluster's columns belong to its first scalar.
    private static func cells(of line: String) -> [Cell] {
        var cells: [Cell] = []
        cells.reserveCapacity(line.utf8.count)
        var column = 0
        for character in line {
            let scalars = character.unicodeScalars
            if character == "\t" {
                let width = tabWidth - column % tabWidth
                cells.append(Cell(text: String(repeating: " ", count: width), width: width))
            } else if scalars.allSatisfy(\.isHarmless) {
                cells.append(Cell(text: String(character), width: character.displayWidth))
                for _ in scalars.dropFirst() { cells.append(Cell(text: "", width: 0)) }
            } else {
                for scalar in scalars {
                    let text = scalar.isHarmless ? String(Character(scalar)) : scalar.spelledOut
                    cells.append(
                        Cell(text: text, width: scalar.isHarmless ? scalar.displayWidth : text.utf8.count))
                }
            }
            column = cells.suffix(scalars.count).reduce(column) { $0 + $1.width }
        }
        return cells
    }

    private static let tabWidth = 4
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
