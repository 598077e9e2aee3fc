import Crypto
import XimageCore

/// What a signature covers.
package struct SignableRequest: Sendable {
    package var method: String
    /// As on the wire, percent-encoded, without a query.
    package var path: String
    /// Decoded names and values.
    package var query: [(String, String)]
    /// As the caller supplies them. `X-Sdk-Date` and, if missing, `Host` are added by the signer.
    package var headers: [(String, String)]
    package var host: String
    package var body: [UInt8]

    package init(
        method: String, path: String, query: [(String, String)] = [], headers: [(String, String)] = [],
        host: String, body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.host = host
        self.body = body
    }
}

/// A signature and the texts it was made from.
package struct RequestSignature: Sendable {
    /// All headers to send, the signature's own among them.
    package var headers: [(String, String)]
    /// As it must stand on the wire; empty when there is no query.
    package var query: String
    package var canonicalRequest: String
    package var stringToSign: String
    package var authorization: String
}

/// Signs requests with SDK-HMAC-SHA256: the secret key is used directly, and neither region nor service is part of
/// the scope. Pure. Source: API signing guide; the vendor's SDK signers.
package enum RequestSigner {
    private static let algorithm = "SDK-HMAC-SHA256"
    private static let unsigned = "UNSIGNED-PAYLOAD"

    /// - Parameter date: in UTC, `20260115T080910Z`.
    package static func sign(
        _ request: SignableRequest, accessKey: String, secretKey: String, date: String
    ) -> RequestSignature {
        var headers = request.headers
        let names = headers.map { $0.0.lowercased() }
        if !names.contains("host") { headers.append(("Host", request.host)) }
        headers.append(("X-Sdk-Date", date))
        var hasUnsignedPayload = false
        if let index = names.firstIndex(of: "content-type"), !isSigned(contentType: headers[index].1) {
            headers.append(("X-Sdk-Content-Sha256", unsigned))
            hasUnsignedPayload = true
        }

        let signed =
            headers
            .map { (name: $0.0.lowercased(), value: trimmed($0.1)) }
            .filter { !$0.name.utf8.contains(UInt8(ascii: "_")) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let signedNames = signed.map(\.name).joined(separator: ";")
        let query = canonicalQuery(request.query)
        let bodyHash =
            hasUnsignedPayload && !request.body.isEmpty
            ? unsigned : PercentEncoding.hex(SHA256.hash(data: request.body))
        let canonical = [
            request.method.uppercased(), canonicalPath(request.path), query,
            signed.map { "\($0.name):\($0.value)\n" }.joined(), signedNames, bodyHash,
        ].joined(separator: "\n")
        let text = "\(algorithm)\n\(date)\n\(PercentEncoding.hex(SHA256.hash(data: Array(canonical.utf8))))"
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(text.utf8), using: SymmetricKey(data: Array(secretKey.utf8)))
        let authorization =
            "\(algorithm) Access=\(accessKey), SignedHeaders=\(signedNames), Signature=\(PercentEncoding.hex(code))"
        headers.append(("Authorization", authorization))
        return RequestSignature(
            headers: headers, query: query, canonicalRequest: canonical, stringToSign: text,
            authorization: authorization)
    }

    /// Decoded, split at `/`, each piece encoded; ends in `/`.
    private static func canonicalPath(_ path: String) -> String {
        let pieces = PercentEncoding.decode(path).split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let result = pieces.map { PercentEncoding.encode(bytes: $0) }.joined(separator: "/")
        return result.utf8.last == UInt8(ascii: "/") ? result : result + "/"
    }

    /// Sorted by decoded name, then decoded value, by bytes; always with `=`.
    package static func canonicalQuery(_ pairs: [(String, String)]) -> String {
        pairs.sorted { a, b in
            a.0 == b.0
                ? a.1.utf8.lexicographicallyPrecedes(b.1.utf8) : a.0.utf8.lexicographicallyPrecedes(b.0.utf8)
        }
        .map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }
        .joined(separator: "&")
    }

    private static func isSigned(contentType: String) -> Bool {
        let text = contentType.lowercased()
        return text.hasPrefix("application/json") || text.hasPrefix("application/bson")
    }

    private static func trimmed(_ value: String) -> Substring {
        let scalars = value.unicodeScalars
        guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return value[start..<scalars.index(after: end)]
    }
}
