/// A service says no: status, code and words, to be written in that service's shape of error body.
struct Refusal: Error {
    /// Shapes of error bodies. Source: API reference, section 4.1.
    enum Shape {
        /// `{"error": {"code", "message"}}`: IMS, ECS, EVS
        case nested
        /// `{"error_code", "error_msg", "request_id"}`: CBR, VPC v3, the gateway
        case flat
        /// `{"code", "message"}`: VPC v1
        case plain
        /// `{"error": {"code": 404, "message", "title"}}`: IAM
        case identity
    }

    var status: Int
    var code: String
    var message: String
    var shape: Shape

    init(_ status: Int, _ code: String, _ message: String, _ shape: Shape) {
        self.status = status
        self.code = code
        self.message = message
        self.shape = shape
    }

    static func ims(_ code: String, _ message: String) -> Refusal {
        Refusal(400, "IMG.\(code)", message, .nested)
    }

    static func ecs(_ code: String, _ message: String, status: Int = 400) -> Refusal {
        Refusal(status, "Ecs.\(code)", message, .nested)
    }

    static func evs(_ code: String, _ message: String, status: Int = 400) -> Refusal {
        Refusal(status, "EVS.\(code)", message, .nested)
    }

    static func cbr(_ code: String, _ message: String, status: Int = 400) -> Refusal {
        Refusal(status, "BackupService.\(code)", message, .flat)
    }

    static func common(_ code: String, _ message: String, status: Int = 400) -> Refusal {
        Refusal(status, "Common.\(code)", message, .nested)
    }

    /// What the gateway says to a request it cannot authenticate. Source: API reference, section 3.4.
    static func unauthenticated(_ reason: String) -> Refusal {
        Refusal(401, "APIGW.0301", "Incorrect IAM authentication information: \(reason)", .flat)
    }

    static func identity(_ status: Int, _ message: String) -> Refusal {
        let titles = [400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"]
        return Refusal(status, titles[status] ?? "Error", message, .identity)
    }

    func answer(requestID: ObjectID) -> Answer {
        var writer = JSONWriter()
        writer.beginObject()
        switch shape {
        case .nested:
            writer.object("error") {
                $0.field("code", code)
                $0.field("message", message)
            }
        case .flat:
            writer.field("error_code", code)
            writer.field("error_msg", message)
            writer.field("request_id", plain: requestID)
        case .plain:
            writer.field("code", code)
            writer.field("message", message)
        case .identity:
            writer.object("error") {
                $0.field("code", status)
                $0.field("message", message)
                $0.field("title", code)
            }
        }
        writer.endObject()
        return Answer(status: status, body: writer.bytes)
    }
}

/// What goes back to the client.
struct Answer: Sendable {
    var status: Int
    var body: [UInt8] = []
    var contentType = "application/json;charset=utf-8"
    var headers: [(name: String, value: String)] = []

    static let noContent = Answer(status: 204)

    /// An object written by `body`.
    static func object(_ status: Int = 200, capacity: Int = 512, _ body: (inout JSONWriter) -> Void) -> Answer
    {
        var writer = JSONWriter(capacity: capacity)
        writer.beginObject()
        body(&writer)
        writer.endObject()
        return Answer(status: status, body: writer.bytes)
    }
}
