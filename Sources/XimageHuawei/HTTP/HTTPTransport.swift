#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import XimageCore

/// One answer, read to its end.
struct HTTPAnswer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: ByteBuffer
}

/// What kept an answer from coming, in one word for the request log.
package enum TransportProblem: String, Sendable {
    case unresolved, unreachable, insecure, timeout, disconnected, cancelled
    /// The answer is not HTTP or is compressed.
    case unreadable
    case oversized
    /// The request could not be written down or sent.
    case unsent
}

/// No answer, or not a whole one.
struct TransportFailure: Error, Sendable {
    var problem: TransportProblem
    /// Whether some of the request may have reached the service.
    var mayHaveArrived: Bool
    /// Whether the same request may pass a little later.
    var isPassing: Bool
    var message: String

    /// No connection could be made.
    var isWithoutContact: Bool { !mayHaveArrived && isPassing }
}

/// Sends signed requests. Follows no redirects, takes no compressed bodies, reads no more than it was told to.
struct HTTPTransport: Sendable {
    private let client: HTTPClient
    private let limits: HuaweiOptions

    init(options: HuaweiOptions) {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if let file = options.trustedRootsFile { tls.trustRoots = .file(file) }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.decompression = .disabled
        configuration.timeout.connect = TimeAmount(options.connectTimeout)
        configuration.timeout.read = TimeAmount(options.readTimeout)
        configuration.connectionPool.idleTimeout = .seconds(20)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = options.connectionsPerHost
        // Trying again is decided in one place, with a pause.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        limits = options
    }

    func shutdown() async {
        try? await client.shutdown()
    }

    func send(
        _ method: String, _ url: String, headers: [(String, String)], body: [UInt8]
    ) async throws(TransportFailure) -> HTTPAnswer {
        #if DEBUG
            PendingCalls.begin()
            defer { PendingCalls.end() }
        #endif
        var request = HTTPClientRequest(url: url)
        request.method = HTTPMethod(rawValue: method)
        request.headers = HTTPHeaders(headers)
        if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
        let deadline = NIODeadline.now() + TimeAmount(limits.callTimeout)
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, deadline: deadline)
        } catch {
            throw Self.failure(error)
        }
        if let coding = response.headers.first(name: "Content-Encoding"), coding.lowercased() != "identity" {
            throw TransportFailure(
                problem: .unreadable, mayHaveArrived: true, isPassing: false,
                message: "the answer is compressed, which nobody asked for")
        }
        do {
            let body = try await collect(response, until: deadline)
            return HTTPAnswer(status: Int(response.status.code), headers: response.headers, body: body)
        } catch let failure as TransportFailure {
            throw failure
        } catch {
            var failure = Self.failure(error)
            failure.mayHaveArrived = true
            throw failure
        }
    }

    /// The client's own deadline ends with the head of the answer: a body that trickles in is ended here.
    private func collect(_ response: HTTPClientResponse, until deadline: NIODeadline) async throws
        -> ByteBuffer
    {
        let tooLarge = TransportFailure(
            problem: .oversized, mayHaveArrived: true, isPassing: false,
            message: "the answer is larger than \(limits.largestAnswer) bytes")
        let length = response.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        guard length <= limits.largestAnswer else { throw tooLarge }
        var body = ByteBuffer()
        for try await var part in response.body {
            guard body.readableBytes + part.readableBytes <= limits.largestAnswer else { throw tooLarge }
            guard NIODeadline.now() < deadline else {
                throw TransportFailure(
                    problem: .timeout, mayHaveArrived: true, isPassing: true,
                    message: "the answer did not end in time")
            }
            if body.readableBytes == 0 {
                body = part
                body.reserveCapacity(max(length, body.readableBytes))
            } else {
                body.writeBuffer(&part)
            }
        }
        return body
    }

    /// What AsyncHTTPClient and NIO say, in our words. Texts of unknown errors are not passed on: they may quote
    /// the request.
    static func failure(_ error: any Error) -> TransportFailure {
        switch error {
        case let error as HTTPClientError: return failure(client: error)
        case let error as NIOConnectionError:
            if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
                return TransportFailure(
                    problem: .unresolved, mayHaveArrived: false, isPassing: true,
                    message: "the name \(error.host) could not be resolved")
            }
            let reason = error.connectionErrors.first.map { reasonText($0.error) } ?? "no address answered"
            return TransportFailure(
                problem: .unreachable, mayHaveArrived: false, isPassing: true,
                message: "no connection to \(error.host):\(error.port): \(reason)")
        case let error as ChannelError:
            if case .connectTimeout = error {
                return TransportFailure(
                    problem: .timeout, mayHaveArrived: false, isPassing: true,
                    message: "the connection was not set up in time")
            }
            return TransportFailure(
                problem: .disconnected, mayHaveArrived: true, isPassing: true, message: "the connection broke"
            )
        case let error as NIOSSLError:
            return TransportFailure(
                problem: .insecure, mayHaveArrived: false, isPassing: false,
                message: "the secure connection was refused: \(error)")
        case let error as NIOSSLExtraError:
            return TransportFailure(
                problem: .insecure, mayHaveArrived: false, isPassing: false,
                message: "the secure connection was refused: \(error)")
        case let error as IOError:
            // These come from setting a connection up; all others may come later.
            let isEarly = [ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ENETDOWN, EADDRNOTAVAIL, EMFILE, ENFILE]
                .contains(error.errnoCode)
            return TransportFailure(
                problem: isEarly ? .unreachable : .disconnected, mayHaveArrived: !isEarly, isPassing: true,
                message: (isEarly ? "no connection: " : "the connection broke: ") + reasonText(error))
        case is CancellationError:
            return TransportFailure(
                problem: .cancelled, mayHaveArrived: true, isPassing: false, message: "cancelled")
        case is HTTPParserError:
            return TransportFailure(
                problem: .unreadable, mayHaveArrived: true, isPassing: true, message: "the answer is not HTTP"
            )
        default:
            return TransportFailure(
                problem: .disconnected, mayHaveArrived: true, isPassing: true,
                message: "the connection failed (\(type(of: error)))")
        }
    }

    private static func failure(client error: HTTPClientError) -> TransportFailure {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout:
            TransportFailure(
                problem: .timeout, mayHaveArrived: false, isPassing: true,
                message: "the connection was not set up in time")
        case .tlsHandshakeTimeout:
            TransportFailure(
                problem: .timeout, mayHaveArrived: false, isPassing: true,
                message: "the secure connection was not set up in time")
        case .invalidURL, .emptyHost, .emptyScheme, .alreadyShutdown:
            TransportFailure(problem: .unsent, mayHaveArrived: false, isPassing: false, message: "\(error)")
        case .cancelled:
            TransportFailure(
                problem: .cancelled, mayHaveArrived: true, isPassing: false, message: "cancelled")
        case .readTimeout, .deadlineExceeded, .writeTimeout:
            TransportFailure(
                problem: .timeout, mayHaveArrived: true, isPassing: true, message: "no answer in time")
        case .remoteConnectionClosed:
            TransportFailure(
                problem: .disconnected, mayHaveArrived: true, isPassing: true,
                message: "the service closed the connection before its answer was complete")
        default:
            TransportFailure(
                problem: .disconnected, mayHaveArrived: true, isPassing: true, message: "\(error)")
        }
    }

    private static func reasonText(_ error: any Error) -> String {
        switch error {
        case let error as IOError: error.description
        case let error as ChannelError:
            if case .connectTimeout = error { "not set up in time" } else { "\(error)" }
        default: "\(type(of: error))"
        }
    }
}

extension TimeAmount {
    fileprivate init(_ duration: Duration) { self = .milliseconds(duration.milliseconds) }
}
