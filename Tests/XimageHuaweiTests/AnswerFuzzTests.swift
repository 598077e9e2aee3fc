import Foundation
import Synchronization
import Testing
import XimageCore
import XimageHuawei
import XimageSandbox
import XimageTestSupport

extension OverThePort {
    /// Answers of the sandbox with damage in their JSON or in their bytes: every call ends, with what was asked for or
    /// with an error, and nothing crashes. `XIMAGE_PROVE_SECONDS` goes on for so long, `XIMAGE_PROVE_SEED` begins
    /// elsewhere.
    @Suite struct AnswerFuzzTests {}
}

extension OverThePort.AnswerFuzzTests {
    @Test("Whatever becomes of an answer, the call ends")
    func answers() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seconds = environment["XIMAGE_PROVE_SECONDS"].flatMap { Double($0) } ?? 2
        let seed = environment["XIMAGE_PROVE_SEED"].flatMap { UInt64($0) } ?? 1
        try await TestCloud.with { cloud in
            let asks = try await Self.asks(cloud)
            let port = try #require(URL(string: cloud.sandbox.info.endpoint)?.port)
            let damage = Damage(seed: seed)
            let relay = Reaction.relayed(port: port, change: { damage.done(to: $0) })
            try await ScriptedServer.with({ _, _ in relay }) { server in
                let began = ContinuousClock.now
                var outcomes = [0, 0]
                while ContinuousClock.now - began < .seconds(seconds) {
                    let failed = await Self.round(
                        asks, "http://127.0.0.1:\(server.port)", cloud, number: outcomes[0] + outcomes[1])
                    outcomes[0] += asks.count - failed
                    outcomes[1] += failed
                }
                // Damage that never or always shows would try nothing; a short look may see one of the two alone.
                #expect(outcomes[0] + outcomes[1] > 0)
                if seconds >= 30 { #expect(outcomes.allSatisfy { $0 > 0 }, "\(outcomes)") }
                print("prove R14: \(outcomes[0] + outcomes[1]) cases")
            }
        }
    }

    /// A question to the service.
    private enum Ask {
        case list(ResourceKind)
        case server(RemoteID)
        case catalogue
        case progress(PendingOperation)

        func put(to provider: HuaweiProvider) async throws(ProviderError) {
            switch self {
            case .list(let kind): _ = try await provider.list(kind, in: TestCloud.region)
            case .server(let id): _ = try await provider.read(id, .server, in: TestCloud.region)
            case .catalogue:
                let needs = CatalogueNeeds(offers: true, imageNames: ["Ubuntu 22.04 server 64bit"])
                _ = try await provider.catalogue(of: TestCloud.region, needs: needs)
            case .progress(let operation): _ = try await provider.progress(of: [operation])
            }
        }
    }

    /// One of each kind of question about a cloud that has most kinds of objects.
    private static func asks(_ cloud: TestCloud) async throws -> [Ask] {
        let server = try await cloud.makeServer()
        _ = try await cloud.make(TestCloud.request(.vault, TestCloud.vault))
        let request = TestCloud.request(.server, try await cloud.serverAttributes("more"), mark: 5)
        guard case .pending(let operation) = try await cloud.provider.create(request) else {
            throw Unexpected()
        }
        return [
            .list(.server), .list(.disk), .list(.vault), .list(.image), .list(.copy), .server(server),
            .catalogue,
            .progress(operation),
        ]
    }

    /// A server that is there at once.
    private struct Unexpected: Error {}

    /// How many of the questions failed.
    private static func round(_ asks: [Ask], _ endpoint: String, _ cloud: TestCloud, number: Int) async -> Int
    {
        var options = HuaweiOptions()
        options.readTimeout = .milliseconds(500)
        options.callTimeout = .seconds(1)
        options.largestAnswer = 1 << 20
        let info = cloud.sandbox.info
        let provider = HuaweiProvider.sandbox(
            endpoint: endpoint, accessKey: Secret(info.accessKey), secretKey: Secret(info.secretKey),
            projects: info.projects, time: cloud.time.source, options: options)
        var failed = 0
        for (index, ask) in asks.enumerated() {
            let started = cloud.time.uptime
            do throws(ProviderError) { try await ask.put(to: provider) } catch { failed += 1 }
            #expect(cloud.time.uptime - started < .seconds(1200), "case \(number + index)")
        }
        await provider.shutdown()
        return failed
    }
}

/// Damages answers, a third of them not at all.
private final class Damage: Sendable {
    private let random: Mutex<SeededGenerator>

    init(seed: UInt64) { random = Mutex(SeededGenerator(seed: seed)) }

    func done(to answer: [UInt8]) -> [UInt8] {
        random.withLock { random in
            switch Int.random(in: 0..<3, using: &random) {
            case 0: answer
            case 1: Self.mutated(answer, &random)
            default: Self.inBody(answer, &random)
            }
        }
    }

    /// A body that came whole, with other JSON in it.
    private static func inBody(_ answer: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let blank: [UInt8] = Array("\r\n\r\n".utf8)
        guard let end = answer.firstRange(of: blank) else { return answer }
        let body = mutated(Array(answer[end.upperBound...]), &random)
        let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
            .filter { !$0.lowercased().hasPrefix("content-length:") }
        return Array((head + ["Content-Length: \(body.count)"]).joined(separator: "\r\n").utf8) + blank + body
    }

    private static let words = [
        "null", "true", "-1", "1e999", "18446744073709551616", "\"\"", "{}", "[]", "[[[[", "\"\\ud800\"",
        "\u{0}", "}", "]",
        ",", ":", "\"", "\\", "\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n",
    ].map { Array($0.utf8) }

    private static func mutated(_ sound: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = sound
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
            case 1: bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 3: bytes.replaceSubrange(place..<end, with: words.randomElement(using: &random) ?? [])
            case 4: bytes.insert(contentsOf: words.randomElement(using: &random) ?? [], at: place)
            default: bytes.removeSubrange(place...)
            }
        }
        return bytes
    }
}
