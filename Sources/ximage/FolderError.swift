import Glibc
import XimageCore
import XimageRendering

/// A folder that is needed and cannot be made.
struct FolderError: Error {
    let folder: String
    /// The system's word.
    let reason: String

    /// Creates the folder of a file for this user alone: what it holds describes an account. One that exists stays as it
    /// is.
    static func makeFolder(of file: String) throws {
        guard let end = file.lastIndex(of: "/"), end != file.startIndex else { return }
        let folder = String(file[..<end])
        guard mkdir(folder, 0o700) != 0, errno != EEXIST else { return }
        throw FolderError(folder: folder, reason: String(cString: strerror(errno)))
    }

    var diagnostic: Diagnostic {
        Diagnostic(.folderImpossible, ["folder": "\(folder)", "reason": "\(reason)"])
    }
}
