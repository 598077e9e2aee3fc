package import NIOCore

/// What a service says when it refuses. Source: API reference, error bodies.
package struct ErrorBody: Hashable, Sendable {
    /// `nil` when it gave none.
    package var code: String?
    package var message: String
    package var requestID: String?

    package init(code: String?, message: String, requestID: String? = nil) {
        self.code = code
        self.message = message
        self.requestID = requestID
    }

    /// Finds `error_code` and `error_msg`, `errorCode` and `errorMsg`, `code` and `message`, in this order, at the
    /// top or in any object below. `nil` when there is none of them or the text is no JSON.
    package static func read(_ buffer: ByteBuffer) -> ErrorBody? {
        guard
            let found = try? JSONScanner.read(buffer, { scanner throws(JSONFailure) in try search(&scanner) })
        else {
            return nil
        }
        return found
    }

    /// The pairs of one object, and the best of the objects below it.
    private struct Findings {
        var flat = Pair()
        var camel = Pair()
        var short = Pair()
        var requestID: String?
        var below: ErrorBody?

        struct Pair {
            var code: String?
            var message: String?

            var isEmpty: Bool { (code ?? "").isEmpty && (message ?? "").isEmpty }
        }

        var best: ErrorBody? {
            guard let pair = [flat, camel, short].first(where: { !$0.isEmpty }) else {
                var result = below
                result?.requestID = below?.requestID ?? requestID
                return result
            }
            return ErrorBody(
                code: (pair.code ?? "").isEmpty ? below?.code : pair.code,
                message: pair.message ?? below?.message ?? "", requestID: requestID)
        }
    }

    private static func search(_ scanner: inout JSONScanner) throws(JSONFailure) -> ErrorBody? {
        guard scanner.isObject else {
            try scanner.skip()
            return nil
        }
        var findings = Findings()
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "error_code": findings.flat.code = try scanner.string()
            case "error_msg": findings.flat.message = try scanner.string()
            case "errorCode": findings.camel.code = try scanner.string()
            case "errorMsg": findings.camel.message = try scanner.string()
            case "code": findings.short.code = try scanner.string()
            case "message": findings.short.message = try scanner.string()
            case "request_id": findings.requestID = try scanner.string()
            default:
                if scanner.isObject, let inner = try search(&scanner), findings.below == nil {
                    findings.below = inner
                }
            }
        }
        return findings.best
    }
}
