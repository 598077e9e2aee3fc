import Crypto

/// Checks request signatures of the algorithm SDK-HMAC-SHA256, as the gateway in front of every service does.
///
/// Only the headers that the request lists as signed take part: the vendor's SDKs and its Terraform provider sign
/// different sets. Source: API reference, sections 3.2 and 3.4.
struct SignatureCheck {
    var method: String
    /// As on the wire, percent-encoded, without query.
    var path: String
    var query: [(name: String, value: String)]
    /// Names in lower case.
    var headers: [(name: String, value: String)]
    var body: [UInt8]

    /// The parts of an `Authorization` value.
    struct Claim: Equatable {
        var access: String
        var signedHeaders: [String]
        var signature: String

        /// `nil` when the value is not of this algorithm and form.
        init?(_ authorization: String) {
            let algorithm = "SDK-HMAC-SHA256 "
            guard authorization.hasPrefix(algorithm) else { return nil }
            var parts: [String: String] = [:]
            for piece in authorization.dropFirst(algorithm.count).split(separator: ",") {
                let pair = piece.split(separator: "=", maxSplits: 1)
                guard pair.count == 2 else { return nil }
                parts[String(pair[0].trimmingBlanks())] = String(pair[1].trimmingBlanks())
            }
            guard let access = parts["Access"], let names = parts["SignedHeaders"],
                let signature = parts["Signature"]
            else { return nil }
            self.access = access
            signedHeaders = names.split(separator: ";").map { $0.lowercased() }
            self.signature = signature
        }
    }

    /// The signature must be over at least the date.
    func isValid(_ claim: Claim, date: String, secret: String) -> Bool {
        guard claim.signedHeaders.contains("x-sdk-date") else { return false }
        return bodyHashes().contains { hash in
            let canonical = canonicalRequest(signedHeaders: claim.signedHeaders, bodyHash: hash)
            let text = "SDK-HMAC-SHA256\n\(date)\n\(hexText(SHA256.hash(data: canonical)))"
            let expected = HMAC<SHA256>.authenticationCode(
                for: Array(text.utf8), using: SymmetricKey(data: Array(secret.utf8)))
            return hexText(expected) == claim.signature
        }
    }

    /// The text whose hash is signed.
    func canonicalRequest(signedHeaders: [String], bodyHash: String) -> [UInt8] {
        var text: [UInt8] = []
        text.append(contentsOf: method.uppercased().utf8)
        text.append(0x0A)
        appendCanonicalPath(to: &text)
        text.append(0x0A)
        appendCanonicalQuery(to: &text)
        text.append(0x0A)
        for name in signedHeaders {
            text.append(contentsOf: name.utf8)
            text.append(UInt8(ascii: ":"))
            let value = headers.first { $0.name == name }?.value ?? ""
            text.append(contentsOf: value.trimmingBlanks().utf8)
            text.append(0x0A)
        }
        text.append(0x0A)
        text.append(contentsOf: signedHeaders.joined(separator: ";").utf8)
        text.append(0x0A)
        text.append(contentsOf: bodyHash.utf8)
        return text
    }

    /// One hash normally; with an empty body of another type than JSON the vendor's SDKs differ, so both are taken.
    /// Source: API reference, section 13 point 21.
    func bodyHashes() -> [String] {
        let declared = headers.first { $0.name == "x-sdk-content-sha256" }?.value
        if declared == "UNSIGNED-PAYLOAD" {
            return body.isEmpty
                ? [hexText(SHA256.hash(data: body)), "UNSIGNED-PAYLOAD"] : ["UNSIGNED-PAYLOAD"]
        }
        return [hexText(SHA256.hash(data: body))]
    }

    private func appendCanonicalPath(to text: inout [UInt8]) {
        let decoded = percentDecodedBytes(Array(path.utf8))
        for byte in decoded {
            if byte == UInt8(ascii: "/") { text.append(byte) } else { appendEncoded(byte, to: &text) }
        }
        if decoded.last != UInt8(ascii: "/") { text.append(UInt8(ascii: "/")) }
    }

    private func appendCanonicalQuery(to text: inout [UInt8]) {
        let sorted = query.map { (Array($0.name.utf8), Array($0.value.utf8)) }.sorted { left, right in
            if left.0 == right.0 { return left.1.lexicographicallyPrecedes(right.1) }
            return left.0.lexicographicallyPrecedes(right.0)
        }
        for (index, pair) in sorted.enumerated() {
            if index > 0 { text.append(UInt8(ascii: "&")) }
            for byte in pair.0 { appendEncoded(byte, to: &text) }
            text.append(UInt8(ascii: "="))
            for byte in pair.1 { appendEncoded(byte, to: &text) }
        }
    }

    private func appendEncoded(_ byte: UInt8, to text: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            text.append(byte)
        default:
            text.append(UInt8(ascii: "%"))
            text.append(upperHexDigits[Int(byte >> 4)])
            text.append(upperHexDigits[Int(byte & 15)])
        }
    }
}

private let upperHexDigits = Array("0123456789ABCDEF".utf8)

func hexText(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
        text.append(hexDigits[Int(byte >> 4)])
        text.append(hexDigits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

extension StringProtocol {
    /// Without spaces and tabs at either end.
    func trimmingBlanks() -> SubSequence {
        var start = startIndex
        var end = endIndex
        while start < end, self[start] == " " || self[start] == "\t" { start = index(after: start) }
        while end > start, self[index(before: end)] == " " || self[index(before: end)] == "\t" {
            end = index(before: end)
        }
        return self[start..<end]
    }
}
