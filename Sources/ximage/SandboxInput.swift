import Foundation
import SystemPackage
import XimageCore
import XimageRendering

/// World files and fault scripts as commands read them.
enum SandboxInput {
    /// More than an export of 100,000 servers has.
    private static let largest = 64 << 20

    /// The text of a file, or of standard input for `-`.
    static func read(_ file: String) throws -> String {
        do {
            guard file != "-" else { return try text(of: .standardInput) }
            let descriptor = try FileDescriptor.open(
                FilePath(file), .readOnly, options: [.closeOnExec, .nonBlocking])
            return try descriptor.closeAfter {
                var status = stat()
                guard fstat(descriptor.rawValue, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
                    throw Unreadable(
                        file: file, reason: "It is not a regular file. `-` reads standard input.")
                }
                return try text(of: descriptor)
            }
        } catch let error as Errno {
            throw Unreadable(file: file, reason: error.description)
        }
    }

    private static func text(of descriptor: FileDescriptor) throws -> String {
        var bytes: [UInt8] = []
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
        defer { chunk.deallocate() }
        while true {
            let count = try descriptor.read(into: chunk)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= largest else { throw Errno.fileTooLarge }
        }
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
