import Synchronization
import XimageCore
import XimageHuawei
import XimageSandbox

/// What services answered, by call.
final class AnswerTape: Sendable {
    struct Key: Hashable, Sendable {
        var label: String
        var region: Region
        var arguments: [String]
        var query: [String]

        init(_ call: Call) {
            label = call.label
            region = call.region
            arguments = call.arguments
            query = call.query.map { "\($0.0)=\($0.1)" }
        }
    }

    private let answers = Mutex<[Key: RawAnswer]>([:])

    /// Records what passes, after `change`.
    func recording(_ change: @escaping AnswerTap = { $1 }) -> AnswerTap {
        { call, answer in
            let changed = change(call, answer)
            self.answers.withLock { $0[Key(call)] = changed }
            return changed
        }
    }

    subscript(call: Call) -> RawAnswer? { answers.withLock { $0[Key(call)] } }

    var all: [Key: RawAnswer] { answers.withLock { $0 } }
}

extension Lab {
    /// Runs `body` with a provider whose answers pass through a tap. A call is tried once.
    /// - Parameter pages: entries on a page of each list.
    func tapped<T>(
        by tap: @escaping AnswerTap, pages: Int = 1000, _ body: (HuaweiProvider) async throws -> T
    ) async throws -> T {
        var options = HuaweiOptions()
        options.pollInterval = .zero
        options.tap = tap
        options.retry.tries = 1
        options.retry.firstAnswer.tries = 1
        options.pages.servers = pages
        options.pages.disks = pages
        options.pages.vaults = pages
        options.pages.backups = pages
        options.pages.images = min(pages, options.pages.images)
        let provider = HuaweiProvider.sandbox(
            endpoint: sandbox.info.endpoint, accessKey: Secret(sandbox.info.accessKey),
            secretKey: Secret(sandbox.info.secretKey), projects: sandbox.info.projects, time: .system,
            options: options)
        let result: Result<T, any Error>
        do { result = .success(try await body(provider)) } catch { result = .failure(error) }
        await provider.shutdown()
        return try result.get()
    }
}
