import Foundation
import Testing
import XimageHuawei

@Suite struct RequestSignerTests {
    struct Vector: Sendable, Decodable, CustomTestStringConvertible {
        var name: String
        var method: String
        var host: String
        var path: String
        var query: [[String]]
        var headers: [String: String]
        var body: String
        var ak: String
        var sk: String
        var timestamp: String
        var canonicalRequest: String
        var stringToSign: String
        var authorization: String

        var testDescription: String { name }

        enum CodingKeys: String, CodingKey {
            case name, method, host, path, query, headers, body, ak, sk, timestamp, authorization
            case canonicalRequest = "canonical_request"
            case stringToSign = "string_to_sign"
        }
    }

    static let vectors: [Vector] = {
        guard let url = Bundle.module.url(forResource: "Fixtures/signing-vectors", withExtension: "json"),
            let data = try? Data(contentsOf: url),
            let vectors = try? JSONDecoder().decode([Vector].self, from: data)
        else { return [] }
        return vectors
    }()

    @Test("All published vectors are read") func count() {
        #expect(Self.vectors.count == 35)
    }

    @Test("Signs as the vendor's signer does", arguments: vectors)
    func signs(_ vector: Vector) {
        let signature = RequestSigner.sign(
            SignableRequest(
                method: vector.method, path: vector.path, query: vector.query.map { ($0[0], $0[1]) },
                headers: vector.headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                host: vector.host,
                body: Array(vector.body.utf8)),
            accessKey: vector.ak, secretKey: vector.sk, date: vector.timestamp)
        #expect(signature.canonicalRequest == vector.canonicalRequest)
        #expect(signature.stringToSign == vector.stringToSign)
        #expect(signature.authorization == vector.authorization)
    }

    @Test("The signature's own headers are sent") func headers() {
        let signature = RequestSigner.sign(
            SignableRequest(method: "GET", path: "/v1", host: "127.0.0.1:8080"), accessKey: "A",
            secretKey: "S",
            date: "20260115T080910Z")
        let names = signature.headers.map(\.0)
        #expect(names == ["Host", "X-Sdk-Date", "Authorization"])
        #expect(signature.query == "")
    }
}
