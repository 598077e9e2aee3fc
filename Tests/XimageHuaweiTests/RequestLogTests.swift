import Foundation
import Testing
import XimageCore
import XimageHuawei
import XimageSandbox

@Suite struct RequestRecordTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var milliseconds: Int64 = 1_768_464_550_123
        var path = "/v1/p/jobs/j1"
        var outcome = RequestRecord.Outcome.status(200)
        var requestID: String? = "req-1"
        var attempt = 1
        var line: String
    }

    private static let start = "2026-01-15T08:09:10.123Z ecs GET /v1/p/jobs/j1"

    @Test(
        "A record is one line",
        arguments: [
            Case(
                testDescription: "an answer",
                line: "\(start) status=200 duration=35ms request=req-1 attempt=1"),
            Case(
                testDescription: "whole seconds still have milliseconds", milliseconds: 1_768_464_550_000,
                line: "2026-01-15T08:09:10.000Z ecs GET /v1/p/jobs/j1 status=200 duration=35ms request=req-1 "
                    + "attempt=1"),
            Case(
                testDescription: "a later attempt without an answer", outcome: .failed(.timeout),
                requestID: nil, attempt: 3,
                line: "\(start) status=timeout duration=35ms request=- attempt=3"),
            Case(
                testDescription: "an empty request id", requestID: "",
                line: "\(start) status=200 duration=35ms request=- attempt=1"),
            Case(
                testDescription: "a request id that would start a line, add a column or steer a terminal",
                requestID: "a\r\n2026 b\u{1B}[2J\u{9B}c\u{202E}\u{7F}",
                line: "\(start) status=200 duration=35ms "
                    + "request=a%0D%0A2026%20b%1B[2J%C2%9Bc%E2%80%AE%7F attempt=1"),
            Case(
                testDescription: "a request id without end", requestID: String(repeating: "x", count: 10_000),
                line:
                    "\(start) status=200 duration=35ms request=\(String(repeating: "x", count: 512)) attempt=1"
            ),
        ])
    func line(_ example: Case) {
        let record = RequestRecord(
            time: Timestamp(milliseconds: example.milliseconds), service: .ecs, method: "GET",
            path: example.path, outcome: example.outcome, duration: .microseconds(35_900),
            requestID: example.requestID, attempt: example.attempt)
        #expect(record.line == example.line)
    }
}

extension OverThePort {
    /// What is logged of calls over a real port, in virtual time.
    @Suite struct RequestLogTests {}
}

extension OverThePort.RequestLogTests {
    private static let good = Reaction.answer(#"{"job_id": "j1"}"#)

    @Test("Each attempt of a retried call has a line, with how it ended") func attempts() async throws {
        let log = LogCollector()
        try await ScriptedServer.with({ _, count in
            switch count {
            case 0: .close
            case 1: .answer(503, "")
            default: Self.good
            }
        }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)/base", log: log.log) { gateway in
                try await gateway.send(
                    .get(.ecs, "r", "/v1/{project}/jobs/{job}", ["j 1"], query: [("name", "hidden-value")]))
            }
        }
        #expect(
            log.records.map(\.outcome) == [.failed(.disconnected), .status(503), .status(200)])
        #expect(log.records.map(\.attempt) == [1, 2, 3])
        #expect(log.records.map(\.requestID) == [nil, "req-1", "req-1"])
        #expect(Set(log.records.map(\.path)) == ["/base/v1/p/jobs/j%201"])
        // The clock moves with the pauses between attempts, and only then.
        #expect(log.records.map(\.time) == log.records.map(\.time).sorted())
        #expect(log.records[0].time < log.records[1].time)
        #expect(!log.text.contains("hidden-value"))
    }

    @Test("An endpoint that does not listen is logged as such") func unreachable() async throws {
        let log = LogCollector()
        try await Gateway.with("http://127.0.0.1:9", log: log.log) { gateway in
            _ = await failure { () async throws(ProviderError) in try await gateway.send(.read) }
        }
        #expect(log.records.map(\.outcome) == Array(repeating: .failed(.unreachable), count: 3))
    }

    @Test("A service that sends secrets back as its request id does not get them into the log")
    func hostileRequestID() async throws {
        let log = LogCollector()
        let id = "\(Canary.accessKey) \(Canary.token)\u{9B}"
        try await ScriptedServer.with({ _, _ in
            .raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Request-Id: \(id)\r\n\r\n{}")
        }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", log: log.log) { gateway in
                try await gateway.send(.read)
            }
        }
        #expect(log.lines.count == 1)
        #expect(log.text.contains("request=(sensitive)%20(sensitive)%C2%9B attempt=1"), "\(log.text)")
    }

    @Test("Requests for projects, and those of every service of a run, are logged without any secret")
    func noSecrets() async throws {
        let log = LogCollector()
        try await TestCloud.with(log: log.log) { cloud in
            let id = try await cloud.makeServer()
            _ = try await cloud.make(TestCloud.request(.vault, TestCloud.vault, mark: 1))
            _ = try await cloud.provider.list(.image, in: TestCloud.region)
            _ = try await cloud.provider.list(.disk, in: TestCloud.region)
            try await cloud.delete(.server, id)
            let secrets =
                [
                    cloud.sandbox.info.accessKey, cloud.sandbox.info.secretKey, Canary.password,
                    Canary.userData,
                    Data(Canary.userData.utf8).base64EncodedString(),
                ] + ["Signature", "SDK-HMAC", "X-", "adminPass", "user_data", "limit=", "?"]
            for secret in secrets { #expect(!log.text.contains(secret), "\(secret)") }
        }
        #expect(Set(log.records.map(\.service)) == Set(Service.allCases))
        #expect(log.lines.contains { $0.contains(" ecs POST ") && $0.contains("/cloudservers status=200") })
        #expect(log.records.allSatisfy { $0.requestID?.isEmpty == false })
    }
}
