import Synchronization
import XimageGuest
import XimageManifest

/// Files of values that are pipes, such as `--var-file <(command)`. A pipe gives its bytes once, and a run may read its set
/// again: what came is kept.
enum StreamedValues {
    private static let limit = 1 << 20
    private static let kept = Mutex<[String: Result<[UInt8], FileFault>]>([:])

    /// By path, of those that are pipes.
    static func read(_ paths: [String]) -> [String: Result<[UInt8], FileFault>] {
        kept.withLock { kept in
            for path in paths where kept[path] == nil && InspectedFile.isPipe(path) {
                kept[path] = contents(path)
            }
            return kept
        }
    }

    private static func contents(_ path: String) -> Result<[UInt8], FileFault> {
        do throws(InspectionError) {
            let bytes = try InspectedFile.read(streamed: path, limit: limit)
            return bytes.count <= limit
                ? .success(bytes) : .failure(FileFault(reason: "more than 1 MiB came out of the pipe"))
        } catch {
            return .failure(FileFault(reason: error.reason))
        }
    }
}
