import Foundation
import NIOCore
import Testing
import XimageCore
import XimageHuawei

/// Tests over real ports. One after the other, as some of them measure silence.
@Suite(.serialized) struct OverThePort {}

extension OverThePort {
    /// How calls end when something goes wrong on the way, over a real port and in virtual time.
    @Suite struct GatewayFaultTests {}
}

typealias GatewayFaultTests = OverThePort.GatewayFaultTests

extension OverThePort.GatewayFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reaction: Reaction
        /// Whether a read that meets it once goes through at its second try.
        var passes = true
        /// How a create ends that meets it.
        var onCreate: ProviderError.Retry
        var category: ProviderError.Category
        /// Whether an action that may be repeated only when it was refused goes through at its second try.
        var actionPasses = false
        var isAboutTime = false
    }

    static let good = Reaction.answer(#"{"job_id": "j1"}"#)
    static let json = [("Content-Type", "application/json")]

    static let faults = [
        Fault(
            testDescription: "closed without an answer", reaction: .close, onCreate: .outcomeUnknown,
            category: .unavailable),
        Fault(
            testDescription: "500", reaction: .answer(500, "{}"), onCreate: .outcomeUnknown,
            category: .unavailable),
        Fault(
            testDescription: "502 with HTML",
            reaction: .answer(502, headers: [("Content-Type", "text/html")], "<html>"),
            onCreate: .outcomeUnknown, category: .unavailable),
        Fault(
            testDescription: "503", reaction: .answer(503, ""), onCreate: .outcomeUnknown,
            category: .unavailable),
        Fault(
            testDescription: "503 for flow",
            reaction: .answer(503, #"{"error":{"code":"Common.1503","message":"slow"}}"#),
            onCreate: .safe, category: .throttled, actionPasses: true),
        Fault(
            testDescription: "504", reaction: .answer(504, ""), onCreate: .outcomeUnknown,
            category: .unavailable),
        Fault(
            testDescription: "429",
            reaction: .answer(429, #"{"error_code":"APIGW.0308","error_msg":"slow"}"#),
            onCreate: .safe, category: .throttled, actionPasses: true),
        Fault(
            testDescription: "202 with a refusal",
            reaction: .answer(202, #"{"error":{"code":"Common.0024","message":"exceeds flow over limit"}}"#),
            onCreate: .safe, category: .throttled, actionPasses: true),
        Fault(
            testDescription: "200 with an unknown error",
            reaction: .answer(#"{"error":{"code":"Odd.1","message":"odd"}}"#),
            onCreate: .outcomeUnknown, category: .unavailable),
        Fault(
            testDescription: "200 without a body", reaction: .answer(""), onCreate: .outcomeUnknown,
            category: .malformed),
        Fault(
            testDescription: "200 with HTML",
            reaction: .answer(200, headers: [("Content-Type", "text/html")], "<html>hi</html>"),
            onCreate: .outcomeUnknown, category: .malformed),
        Fault(
            testDescription: "200 without what was asked for", reaction: .answer("{}"),
            onCreate: .outcomeUnknown, category: .malformed),
        Fault(
            testDescription: "JSON that is cut off", reaction: .answer(#"{"job_id": "j"#),
            onCreate: .outcomeUnknown, category: .malformed),
        Fault(
            testDescription: "a body that is cut off",
            reaction: .raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"job_id\": \"j1\"}"),
            onCreate: .outcomeUnknown, category: .unavailable),
        Fault(
            testDescription: "deep JSON", reaction: .answer(String(repeating: "[", count: 100_000)),
            onCreate: .outcomeUnknown, category: .malformed),
        Fault(
            testDescription: "no HTTP", reaction: .raw("SSH-2.0-OpenSSH\r\n\r\n"), onCreate: .outcomeUnknown,
            category: .unavailable),
        Fault(
            testDescription: "a redirect",
            reaction: .answer(302, headers: [("Location", "http://127.0.0.1:9/")], ""),
            passes: false, onCreate: .never, category: .malformed),
        Fault(
            testDescription: "a body without end", reaction: .endless(saysLength: false), passes: false,
            onCreate: .outcomeUnknown, category: .tooLarge),
        Fault(
            testDescription: "a body of one GiB", reaction: .endless(saysLength: true), passes: false,
            onCreate: .outcomeUnknown, category: .tooLarge),
        Fault(
            testDescription: "a head without end", reaction: .endlessHead, onCreate: .outcomeUnknown,
            category: .unavailable),
        Fault(
            testDescription: "a compressed body",
            reaction: .answer(200, headers: [("Content-Encoding", "gzip")], "x"),
            passes: false, onCreate: .outcomeUnknown, category: .unavailable),
        Fault(
            testDescription: "one byte at a time", reaction: .drip, onCreate: .outcomeUnknown,
            category: .unavailable, isAboutTime: true),
        Fault(
            testDescription: "silence", reaction: .silence, onCreate: .outcomeUnknown, category: .unavailable,
            isAboutTime: true),
        Fault(
            testDescription: "a wrong key",
            reaction: .answer(401, #"{"error_code":"APIGW.0301","error_msg":"verify aksk signature fail"}"#),
            passes: false, onCreate: .never, category: .credentials),
        Fault(
            testDescription: "no permission", reaction: .answer(403, "{}"), passes: false, onCreate: .never,
            category: .permission),
        Fault(
            testDescription: "another command at work",
            reaction: .answer(501, #"{"error":{"code":"Ecs.0603","message":"busy"}}"#),
            onCreate: .safe, category: .state, actionPasses: true),
    ]

    /// Short patience where it is what the case is about.
    private static func options(_ fault: Fault) -> HuaweiOptions {
        var options = HuaweiOptions()
        if fault.isAboutTime {
            options.readTimeout = .milliseconds(400)
            options.callTimeout = .milliseconds(800)
        }
        options.largestAnswer = 1 << 20
        return options
    }

    @Test("A read goes through once the trouble is over", arguments: faults)
    func reads(_ fault: Fault) async throws {
        try await ScriptedServer.with({ _, count in count == 0 ? fault.reaction : Self.good }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", options: Self.options(fault)) {
                gateway in
                let error = await failure { () async throws(ProviderError) in
                    let started = try await gateway.send(.read) { body throws(JSONFailure) in
                        try StartedWork.read(body)
                    }
                    #expect(started.job == "j1")
                }
                #expect((error == nil) == fault.passes, "\(String(describing: error))")
                #expect(server.requests.count == (fault.passes ? 2 : 1))
                #expect(error.map(\.category) == (fault.passes ? nil : fault.category))
            }
        }
    }

    @Test("A create is sent once, and says what is known of it", arguments: faults)
    func creates(_ fault: Fault) async throws {
        try await ScriptedServer.with({ _, count in count == 0 ? fault.reaction : Self.good }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", options: Self.options(fault)) {
                gateway in
                let error = await failure { () async throws(ProviderError) in
                    _ = try await gateway.send(.create) { body throws(JSONFailure) in
                        try StartedWork.read(body)
                    }
                }
                #expect(error?.retry == fault.onCreate)
                #expect(error?.category == fault.category)
                #expect(error?.operation == "POST /v1/cloudimages/wholeimages/action")
                #expect(server.requests.count == 1)
            }
        }
    }

    @Test("An action is sent again only when it was surely refused", arguments: faults)
    func actions(_ fault: Fault) async throws {
        try await ScriptedServer.with({ _, count in count == 0 ? fault.reaction : Self.good }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", options: Self.options(fault)) {
                gateway in
                let error = await failure { () async throws(ProviderError) in
                    _ = try await gateway.send(.action) { body throws(JSONFailure) in
                        try StartedWork.read(body)
                    }
                }
                #expect((error == nil) == fault.actionPasses, "\(String(describing: error))")
                #expect(server.requests.count == (fault.actionPasses ? 2 : 1))
            }
        }
    }

    @Test("Trouble for good ends after eight tries, in time, and names the call") func forGood() async throws
    {
        let time = VirtualTime()
        try await ScriptedServer.with({ _, _ in .answer(500, "") }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", time: time) { gateway in
                let error = await failure { () async throws(ProviderError) in
                    _ = try await gateway.send(.read) { body throws(JSONFailure) in try StartedWork.read(body)
                    }
                }
                #expect(server.requests.count == 8)
                #expect(time.uptime < .seconds(600))
                #expect(error?.retry == .safe)
                #expect("\(error!)".contains("ECS GET /v1/{project}/jobs/{job}"))
                #expect("\(error!)".contains("gave up after 8 tries"))
                #expect(gateway.callCounts == ["ecs GET /v1/{project}/jobs/{job}": 8])
            }
        }
    }

    @Test("A delete that may have been done stays unknown, whatever came after") func deletion() async throws
    {
        try await ScriptedServer.with({ _, count in count == 0 ? .close : .answer(429, "{}") }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)") { gateway in
                let error = await failure { () async throws(ProviderError) in
                    try await gateway.send(.deletion)
                }
                #expect(error?.retry == .outcomeUnknown)
                #expect(server.requests.count == 8)
            }
        }
    }

    @Test("A service that is down fails fast for the whole run") func budget() async throws {
        try await ScriptedServer.with({ _, _ in .answer(500, "") }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)") { gateway in
                for _ in 0..<100 {
                    _ = await failure { () async throws(ProviderError) in
                        _ = try await gateway.send(.read) { body throws(JSONFailure) in
                            try StartedWork.read(body)
                        }
                    }
                }
                #expect(server.requests.count <= 100 + 70)
            }
        }
    }

    /// Sends a read and answers how it failed.
    private func readFailure(_ gateway: Gateway) async -> ProviderError? {
        await failure { () async throws(ProviderError) in
            _ = try await gateway.send(.read) { body throws(JSONFailure) in try StartedWork.read(body) }
        }
    }

    static let read = "ecs GET /v1/{project}/jobs/{job}"

    @Test(
        "An endpoint that never answered is given up within three seconds, and names the host and what was tried",
        arguments: ["http://127.0.0.1:CLOSED", "https://service.invalid"])
    func firstContact(_ template: String) async throws {
        let port = try await ScriptedServer.with({ _, _ in .close }) { $0.port }
        let endpoint = template.replacingOccurrences(of: "CLOSED", with: "\(port)")
        let time = VirtualTime()
        try await Gateway.with(endpoint, time: time) { gateway in
            let error = await readFailure(gateway)
            #expect(gateway.callCounts == [Self.read: 3])
            #expect(time.uptime <= .seconds(3))
            #expect(error?.category == .unavailable)
            #expect(error?.message.contains(endpoint.split(separator: "/").last!) == true, "\(error!)")
            #expect(error?.message.contains("gave up after 3 tries in 0.8 s") == true, "\(error!)")
            #expect(error?.message.contains("no call of this run has reached it") == true, "\(error!)")
            // Others that want the same need not find out again.
            for _ in 0..<20 { _ = await readFailure(gateway) }
            #expect(gateway.callCounts == [Self.read: 23])
            #expect(time.uptime <= .seconds(3))
        }
    }

    @Test("An endpoint that answered before is tried with all patience when it is gone")
    func laterContact() async throws {
        let time = VirtualTime()
        // A connection that is open already outlives the port.
        let gateway = try await ScriptedServer.with({ _, count in count == 0 ? Self.good : .close }) {
            server in
            let gateway = Gateway.toScripted("http://127.0.0.1:\(server.port)", time: time)
            _ = try await gateway.send(.read) { body throws(JSONFailure) in try StartedWork.read(body) }
            return gateway
        }
        let error = await readFailure(gateway)
        await gateway.shutdown()
        #expect(error?.message.contains("gave up after 8 tries") == true, "\(error!)")
        #expect(gateway.callCounts == [Self.read: 9])
        #expect(time.uptime > .seconds(10))
    }

    @Test("Every refusal of the budget is said") func budgetIsSaid() async throws {
        try await ScriptedServer.with({ _, _ in .answer(503, "") }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)") { gateway in
                var last: ProviderError?
                for _ in 0..<10 { last = await readFailure(gateway) }
                #expect(gateway.repeats == 52)
                #expect(last?.message.contains("has repeated 52 calls") == true, "\(last!)")
                #expect(last?.message.contains("127.0.0.1:\(server.port)") == true, "\(last!)")
            }
        }
    }

    struct Wait: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var header: String
        var pause: Duration
    }

    @Test(
        "Waits as long as the service asks",
        arguments: [
            Wait(testDescription: "seconds", header: "7", pause: .seconds(7)),
            Wait(testDescription: "a date", header: "Thu, 15 Jan 2026 08:09:40 GMT", pause: .seconds(30)),
            Wait(testDescription: "garbage", header: "soon", pause: .milliseconds(250)),
        ])
    func retryAfter(_ wait: Wait) async throws {
        let time = VirtualTime(start: Timestamp("2026-01-15T08:09:10Z")!)
        try await ScriptedServer.with({ _, count in
            count == 0 ? .answer(429, headers: [("Retry-After", wait.header)], "{}") : Self.good
        }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", time: time) { gateway in
                _ = try await gateway.send(.read) { body throws(JSONFailure) in try StartedWork.read(body) }
                #expect(time.sleeps.first == wait.pause)
            }
        }
    }

    @Test("A wait of more than ten minutes is reported instead") func longWait() async throws {
        let time = VirtualTime()
        try await ScriptedServer.with({ _, _ in .answer(503, headers: [("Retry-After", "3600")], "") }) {
            server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", time: time) { gateway in
                let error = await failure { () async throws(ProviderError) in
                    _ = try await gateway.send(.read) { body throws(JSONFailure) in try StartedWork.read(body)
                    }
                }
                #expect(
                    error?.message.contains("asks to wait 3600 s, and no call waits more than 600 s") == true)
                #expect(server.requests.count == 1)
                #expect(time.uptime == .zero)
            }
        }
    }

    @Test("After a 429, the next create waits until the lane is free again") func lane() async throws {
        let time = VirtualTime()
        try await ScriptedServer.with({ _, count in
            count == 0 ? .answer(429, headers: [("Retry-After", "12")], "{}") : Self.good
        }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", time: time) { gateway in
                let error = await failure { () async throws(ProviderError) in
                    _ = try await gateway.send(.create) { body throws(JSONFailure) in
                        try StartedWork.read(body)
                    }
                }
                #expect(error?.retry == .safe)
                #expect(time.uptime == .zero)
                _ = try await gateway.send(.create) { body throws(JSONFailure) in try StartedWork.read(body) }
                #expect(time.uptime >= .seconds(12))
            }
        }
    }

    @Test("Where nothing listens, nothing was sent") func refused() async throws {
        let port = try await ScriptedServer.with({ _, _ in .close }) { $0.port }
        try await Gateway.with("http://127.0.0.1:\(port)") { gateway in
            let error = await failure { () async throws(ProviderError) in
                _ = try await gateway.send(.create) { body throws(JSONFailure) in try StartedWork.read(body) }
            }
            #expect(error?.retry == .safe)
            #expect(error?.category == .unavailable)
            #expect(error?.message.contains("no connection") == true, "\(error!)")
        }
    }

    @Test("A name that cannot be resolved is said, and nothing was sent") func noName() async throws {
        try await Gateway.with("https://service.invalid") { gateway in
            let error = await failure { () async throws(ProviderError) in
                _ = try await gateway.send(.create) { body throws(JSONFailure) in try StartedWork.read(body) }
            }
            #expect(error?.retry == .safe)
            #expect(error?.message.contains("service.invalid") == true)
        }
    }

    @Test("The request id and a wrong clock are said") func clock() async throws {
        let time = VirtualTime(start: Timestamp("2026-01-15T08:39:10Z")!)
        let headers = [("Date", "Thu, 15 Jan 2026 08:09:10 GMT")]
        try await ScriptedServer.with({ _, _ in
            .answer(401, headers: headers, #"{"error_code":"APIGW.0301","error_msg":"signature expired"}"#)
        }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", time: time) { gateway in
                let error = await failure { () async throws(ProviderError) in try await gateway.send(.read) }
                #expect(error?.requestID == "req-1")
                #expect(
                    error?.message == "signature expired; the clock here is 30 min ahead of the service's")
            }
        }
    }

    @Test("No secret comes back in errors or logs, even where the service quotes it") func canaries()
        async throws
    {
        let log = LogCollector()
        let echo = Canary.all.map { $0.split(separator: "\n").joined(separator: "\\n") }.joined(
            separator: " ")
        try await ScriptedServer.with({ request, count in
            count == 0 ? .close : .answer(400, #"{"error_code": "X.1", "error_msg": "bad: \#(echo)"}"#)
        }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", log: log.log) { gateway in
                var call = Call.create
                call.resend = .always
                call.secrets = [Secret(Canary.password), Secret(Canary.userData)]
                call.body = .object(["adminPass": .string(Canary.password)])
                let sent = call
                let error = await failure { () async throws(ProviderError) in
                    _ = try await gateway.send(sent) { body throws(JSONFailure) in try StartedWork.read(body)
                    }
                }
                #expect(error?.code == "X.1")
                #expect(server.requests.count == 2)
                #expect(server.requests[0].header("X-Security-Token") == Canary.token)
                var dumped = ""
                dump(error, to: &dumped)
                for text in ["\(error!)", dumped, log.text] {
                    for canary in Canary.all { #expect(!text.contains(canary)) }
                }
                #expect(log.records.count == 2)
            }
        }
    }

    @Test("What is signed is what is sent") func wire() async throws {
        try await ScriptedServer.with({ _, _ in Self.good }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)/base") { gateway in
                try await gateway.send(
                    .get(.ecs, "r", "/v1/{project}/x/{a}", ["b c/整"], query: [("tags", "k=v w"), ("a", "")]))
                let request = try #require(server.requests.first)
                #expect(request.line == "GET /base/v1/p/x/b%20c%2F%E6%95%B4?a=&tags=k%3Dv%20w HTTP/1.1")
                #expect(request.header("Host") == "127.0.0.1:\(server.port)")
                #expect(request.header("X-Project-Id") == "p")
                #expect(request.header("Content-Type") == "application/json")
                #expect(request.header("Authorization")?.hasPrefix("SDK-HMAC-SHA256 Access=") == true)
            }
        }
    }

    @Test("Many calls at once stay within the width of their lane") func width() async throws {
        var options = HuaweiOptions()
        options.callsPerService = 4
        try await ScriptedServer.with({ _, _ in Self.good }) { server in
            try await Gateway.with("http://127.0.0.1:\(server.port)", options: options) { gateway in
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<300 {
                        group.addTask {
                            _ = try? await gateway.send(.read) { body throws(JSONFailure) in
                                try StartedWork.read(body)
                            }
                        }
                    }
                }
                #expect(server.requests.count == 300)
            }
        }
    }
}
