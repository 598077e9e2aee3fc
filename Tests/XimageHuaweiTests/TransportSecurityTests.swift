import Foundation
import NIOCore
import NIOSSL
import Testing
import XimageCore
import XimageHuawei

extension OverThePort {
    /// Who is talked to, and who is not.
    @Suite struct TransportSecurityTests {}
}

extension OverThePort.TransportSecurityTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var certificate: String
        var host = "localhost"
        var trustsAuthority = true
        var oldest: TLSVersion = .tlsv12
        var newest: TLSVersion = .tlsv13
        var isAccepted = false
    }

    @Test(
        "Refuses what it cannot trust, before anything is sent",
        arguments: [
            Case(testDescription: "a good certificate is accepted", certificate: "good", isAccepted: true),
            Case(
                testDescription: "also by address", certificate: "good", host: "127.0.0.1", isAccepted: true),
            Case(testDescription: "expired", certificate: "expired"),
            Case(testDescription: "another host", certificate: "other-host"),
            Case(testDescription: "signed by itself", certificate: "self-signed"),
            Case(
                testDescription: "an authority that the system does not know", certificate: "good",
                trustsAuthority: false),
            Case(testDescription: "TLS 1.1 only", certificate: "good", oldest: .tlsv1, newest: .tlsv11),
        ])
    func trust(_ example: Case) async throws {
        var options = HuaweiOptions()
        if example.trustsAuthority { options.trustedRootsFile = try Self.path("authority") }
        try await ScriptedServer.with(tls: try Self.context(example), { _, _ in GatewayFaultTests.good }) {
            server in
            try await Gateway.with("https://\(example.host):\(server.port)", options: options) { gateway in
                let error = await failure { () async throws(ProviderError) in
                    _ = try await gateway.send(.create) { body throws(JSONFailure) in
                        try StartedWork.read(body)
                    }
                }
                #expect((error == nil) == example.isAccepted, "\(String(describing: error))")
                if !example.isAccepted {
                    #expect(server.requests.isEmpty)
                    #expect(error?.retry != .outcomeUnknown)
                    for canary in Canary.all { #expect(!"\(error!)".contains(canary)) }
                }
            }
        }
    }

    @Test("A redirect is not followed: nothing reaches the other host", arguments: [301, 302, 303, 307, 308])
    func redirect(_ status: Int) async throws {
        try await ScriptedServer.with({ _, _ in GatewayFaultTests.good }) { other in
            let location = [("Location", "http://127.0.0.1:\(other.port)/stolen")]
            try await ScriptedServer.with({ _, _ in .answer(status, headers: location, "") }) { server in
                try await Gateway.with("http://127.0.0.1:\(server.port)") { gateway in
                    for call in [Call.read, .create] {
                        let error = await failure { () async throws(ProviderError) in
                            _ = try await gateway.send(call) { body throws(JSONFailure) in
                                try StartedWork.read(body)
                            }
                        }
                        #expect(error?.category == .malformed)
                        #expect(error?.status == status)
                    }
                    #expect(other.requests.isEmpty)
                    #expect(server.requests.count == 2)
                }
            }
        }
    }

    private static func path(_ name: String) throws -> String {
        try #require(Bundle.module.url(forResource: "Fixtures/tls/\(name)", withExtension: "pem")).path
    }

    private static func context(_ example: Case) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(path(example.certificate)).map {
                .certificate($0)
            },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(file: path("\(example.certificate)-key"), format: .pem)))
        configuration.minimumTLSVersion = example.oldest
        configuration.maximumTLSVersion = example.newest
        return try NIOSSLContext(configuration: configuration)
    }
}
