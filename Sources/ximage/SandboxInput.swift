import XimageCore
import XimageGuest
import XimageRendering

/// World files and fault scripts as commands read them.
enum SandboxInput {
    /// More than an export of 100,000 servers has.
    private static let largest = 64 << 20

    /// The text of a file, of a pipe that a program writes to, or of standard input for `-`.
    static func read(_ file: String) throws -> String {
        let bytes: [UInt8]
        if file == "-" {
            bytes = Files.standardInput(limit: largest)
        } else {
            do { bytes = try InspectedFile.read(streamed: file, limit: largest) } catch {
                throw Unreadable(file: file, reason: "\(error.reason). `-` reads standard input.")
            }
        }
        guard bytes.count <= largest else {
            throw Unreadable(file: file, reason: "it has more than \(largest >> 20) MiB.")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where relative names in the file begin.
    static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }

    /// Runs the body; what is wrong with the file is told with its place in it.
    static func explaining<T: Sendable>(
        _ file: String, _ text: String, _ context: RunContext, _ body: () async throws -> T
    ) async throws -> T {
        do {
            return try await body()
        } catch {
            guard let fault = Wiring.documentFault(error) else { throw error }
            let start = SourcePosition(line: fault.line, column: fault.column)
            let name = file == "-" ? "<standard input>" : file
            let diagnostic = Diagnostic(
                .sandboxFile, ["reason": "\(fault.detail)"],
                subject: SourceRange(file: name, start: start, end: start))
            context.tell([diagnostic], source: { $0 == name ? SourceLine(of: text, at: $1) : nil })
            throw ExitStatus.error
        }
    }

    struct Unreadable: Error {
        var file: String
        var reason: String
    }
}
