import NIOCore
import Testing
import XimageCore
import XimageHuawei

@Suite struct ErrorMappingTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var text: String
        var code: String?
        var message: String
        var requestID: String?
    }

    @Test(
        "Reads every shape of an error",
        arguments: [
            Shape(
                testDescription: "nested",
                text: #"{"error": {"code": "IMG.0027", "message": "no image", "details": [{"code": "x"}]}}"#,
                code: "IMG.0027", message: "no image"),
            Shape(
                testDescription: "flat",
                text: #"{"error_code": "BackupService.6105", "error_msg": "no vault"}"#,
                code: "BackupService.6105", message: "no vault"),
            Shape(
                testDescription: "gateway",
                text: #"{"error_msg": "slow", "error_code": "APIGW.0308", "request_id": "r1"}"#,
                code: "APIGW.0308", message: "slow", requestID: "r1"),
            Shape(
                testDescription: "VPC", text: #"{"code": "VPC.0202", "message": "no"}"#, code: "VPC.0202",
                message: "no"),
            Shape(
                testDescription: "older", text: #"{"errorCode": "X.1", "errorMsg": "old"}"#, code: "X.1",
                message: "old"),
            Shape(
                testDescription: "OpenStack with a number",
                text: #"{"itemNotFound": {"message": "gone", "code": 404}}"#,
                code: "404", message: "gone"),
            Shape(
                testDescription: "OpenStack with a text",
                text: #"{"badRequest": {"message": "bad", "code": "400"}}"#,
                code: "400", message: "bad"),
            Shape(
                testDescription: "IAM",
                text: #"{"error": {"code": 401, "message": "who", "title": "Unauthorized"}}"#,
                code: "401", message: "who"),
            Shape(
                testDescription: "with an authorization message",
                text:
                    #"{"encoded_authorization_message": "abc", "error_code": "Pdp.0001", "error_msg": "denied"}"#,
                code: "Pdp.0001", message: "denied"),
            Shape(
                testDescription: "request id above the error",
                text: #"{"request_id": "r2", "error": {"code": "Ecs.0018", "message": "sold"}}"#,
                code: "Ecs.0018", message: "sold", requestID: "r2"),
        ])
    func shapes(_ shape: Shape) {
        let found = ErrorBody.read(ByteBuffer(string: shape.text))
        #expect(found == ErrorBody(code: shape.code, message: shape.message, requestID: shape.requestID))
    }

    @Test(
        "Text that is no error has none",
        arguments: ["", "<html>502</html>", "[]", "{}", #"{"job_id": "x"}"#, "null"])
    func none(_ text: String) {
        #expect(ErrorBody.read(ByteBuffer(string: text)) == nil)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status: Int
        var code: String?
        var category: ProviderError.Category
        var onRead: ProviderError.Retry
        var onCreate: ProviderError.Retry

        init(
            _ status: Int, _ code: String?, _ category: ProviderError.Category, _ onRead: ProviderError.Retry,
            _ onCreate: ProviderError.Retry
        ) {
            testDescription = "\(status) \(code ?? "without a code")"
            (self.status, self.code, self.category, self.onRead, self.onCreate) = (
                status, code, category, onRead, onCreate
            )
        }
    }

    @Test(
        "Says what may be done",
        arguments: [
            Case(400, "IMG.0126", .state, .never, .never),
            Case(400, "IMG.0010", .state, .safe, .safe),
            Case(400, "IMG.0060", .throttled, .safe, .safe),
            Case(400, "IMG.0015", .quota, .never, .never),
            Case(400, "IMG.9999", .invalid, .never, .never),
            Case(400, "IMG.0014", .unavailable, .safe, .outcomeUnknown),
            Case(202, "Common.0024", .throttled, .safe, .safe),
            Case(200, "Odd.1", .unavailable, .safe, .outcomeUnknown),
            Case(400, "Ecs.0122", .conflict, .outcomeUnknown, .outcomeUnknown),
            Case(501, "Ecs.0603", .state, .safe, .safe),
            Case(503, "Common.1503", .throttled, .safe, .safe),
            Case(401, "APIGW.0301", .credentials, .never, .never),
            Case(401, "APIG.0301", .credentials, .never, .never),
            Case(429, "APIG.0308", .throttled, .safe, .safe),
            Case(429, nil, .throttled, .safe, .safe),
            Case(403, "Ecs.0067", .account, .never, .never),
            Case(403, nil, .permission, .never, .never),
            Case(404, nil, .notFound, .never, .never),
            Case(409, nil, .conflict, .safe, .safe),
            Case(413, "EVS.5413", .quota, .never, .never),
            Case(500, nil, .unavailable, .safe, .outcomeUnknown),
            Case(502, nil, .unavailable, .safe, .outcomeUnknown),
            Case(504, nil, .unavailable, .safe, .outcomeUnknown),
            Case(302, nil, .malformed, .never, .never),
        ])
    func verdicts(_ example: Case) {
        let body = ErrorBody(code: example.code, message: "text")
        let read = ErrorMapping.error(
            .get(.ecs, "r", "/x"), status: example.status, body: body, requestID: "h", fallback: "f")
        let create = ErrorMapping.error(
            .change("POST", .ecs, "r", "/x", resend: .never), status: example.status, body: body,
            requestID: "h", fallback: "f")
        #expect(read.category == example.category)
        #expect(read.retry == example.onRead)
        #expect(create.retry == example.onCreate)
        #expect(create.code == example.code)
        #expect(create.requestID == "h")
    }

    @Test("A backup that is gone looks like a refused key") func quirk() {
        let body = ErrorBody(code: "401", message: "Malformed request url")
        let error = ErrorMapping.error(
            .get(.cbr, "r", "/x"), status: 401, body: body, requestID: nil, fallback: "")
        #expect(error.category == .notFound)
        let other = ErrorMapping.error(
            .get(.ecs, "r", "/x"), status: 401, body: body, requestID: nil, fallback: "")
        #expect(other.category == .credentials)
    }
}

@Suite struct RetryPolicyTests {
    @Test("Pauses grow to a ceiling, with full jitter") func pauses() {
        let policy = RetryPolicy()
        #expect(policy.pause(after: 1, random: 1) == .milliseconds(500))
        #expect(policy.pause(after: 4, random: 1) == .seconds(4))
        #expect(policy.pause(after: 7, random: 1) == .seconds(30))
        #expect(policy.pause(after: 70, random: 1) == .seconds(30))
        #expect(policy.pause(after: 3, random: 0) == .zero)
        #expect(policy.pause(after: 3, random: 0.5) == .seconds(1))
    }

    @Test("The budget is a fifth of the calls and fifty") func budget() {
        let budget = RetryBudget()
        for _ in 0..<100 { budget.countCall() }
        #expect((0..<100).filter { _ in budget.takeRepeat() }.count == 70)
    }

    @Test(
        "Reads Retry-After",
        arguments: [
            ("120", 120), ("0", 0), (" 5 ", 5), ("Thu, 15 Jan 2026 08:10:10 GMT", 60),
            ("Thu, 15 Jan 2026 08:00:00 GMT", 0),
        ])
    func retryAfter(_ text: String, _ seconds: Int) {
        #expect(HTTPTime.retryAfter(text, now: Timestamp("2026-01-15T08:09:10Z")!) == .seconds(seconds))
    }

    @Test(
        "Ignores a Retry-After that is neither",
        arguments: ["", "soon", "-1", "1.5", "Thu, 35 Jan 2026 08:10:10 GMT"])
    func garbage(_ text: String) {
        #expect(HTTPTime.retryAfter(text, now: Timestamp("2026-01-15T08:09:10Z")!) == nil)
    }

    @Test("Writes the date of a signature") func date() {
        #expect(HTTPTime.signingDate(Timestamp("2026-01-15T08:09:10.987Z")!) == "20260115T080910Z")
    }
}
