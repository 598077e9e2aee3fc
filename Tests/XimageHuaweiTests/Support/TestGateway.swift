import Synchronization
import XimageCore
import XimageHuawei

/// Secrets that must turn up nowhere.
enum Canary {
    static let accessKey = "CANARYACCESSKEY00001"
    static let secretKey = "canary-secret-key-0000000000000000001"
    static let token = "canary-security-token-00001"
    static let password = "Canary-Password-1!"
    static let userData = "#!/bin/sh\necho canary-user-data"
    static let all = [accessKey, secretKey, token, password, userData]

    static let credentials = Credentials(
        accessKey: Secret(accessKey), secretKey: Secret(secretKey), securityToken: Secret(token))
}

/// Keeps every record of the request log.
final class LogCollector: Sendable {
    private let kept = Mutex<[RequestRecord]>([])

    var records: [RequestRecord] { kept.withLock { $0 } }
    var lines: [String] { records.map(\.line) }
    var text: String { lines.joined(separator: "\n") }
    var log: RequestLog { { record in self.kept.withLock { $0.append(record) } } }
}

extension Gateway {
    /// A gateway whose services are all behind one URL. Has to be shut down.
    static func toScripted(
        _ endpoint: String, time: VirtualTime = VirtualTime(), options: HuaweiOptions = HuaweiOptions(),
        projects: [Region: String] = ["r": "p"], log: RequestLog? = nil
    ) -> Gateway {
        var overrides: [String: String] = [:]
        for service in Service.allCases { overrides[service.rawValue] = endpoint }
        return Gateway(
            endpoints: Endpoints(overrides: overrides), credentials: Canary.credentials, projects: projects,
            time: time.source, random: { 0.5 }, log: log, options: options)
    }

    /// Runs `body` with a gateway whose services are all the scripted server.
    static func with<Result>(
        _ endpoint: String, time: VirtualTime = VirtualTime(), options: HuaweiOptions = HuaweiOptions(),
        projects: [Region: String] = ["r": "p"], log: RequestLog? = nil,
        _ body: (Gateway) async throws -> Result
    ) async throws -> Result {
        let gateway = toScripted(
            endpoint, time: time, options: options, projects: projects, log: log)
        do {
            let result = try await body(gateway)
            await gateway.shutdown()
            return result
        } catch {
            await gateway.shutdown()
            throw error
        }
    }
}

extension Call {
    static let read = Call.get(.ecs, "r", "/v1/{project}/jobs/{job}", ["j1"])
    static let create = Call.change(
        "POST", .ims, "r", "/v1/cloudimages/wholeimages/action", body: .object(["name": "golden"]),
        resend: .never)
    static let action = Call.change(
        "POST", .ecs, "r", "/v1/{project}/cloudservers/action", body: .object(["os-start": .object([:])]),
        resend: .ifRefused)
    static let deletion = Call.change(
        "DELETE", .evs, "r", "/v2/{project}/cloudvolumes/{disk}", ["d1"], resend: .always)
}

/// The outcome of a call that is expected to fail.
func failure(_ body: () async throws(ProviderError) -> Void) async -> ProviderError? {
    do throws(ProviderError) {
        try await body()
        return nil
    } catch {
        return error
    }
}
