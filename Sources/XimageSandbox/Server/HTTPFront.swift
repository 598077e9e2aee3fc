import HTTPTypes
import Hummingbird
import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Turns HTTP requests into the cloud's, and its replies into responses.
struct SandboxResponder: HTTPResponder {
    /// Largest body the gateway takes with a signature; disk contents may be larger. Source: API reference, section 3.4.
    static let bodyLimit = 12 << 20

    let cloud: SandboxCloud

    func respond(to request: Request, context: SandboxContext) async throws -> Response {
        let isContent = request.uri.path.hasPrefix("/sandbox/")
        let limit = isContent ? SandboxCloud.contentLimit + 1024 : Self.bodyLimit
        var body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: limit)
        } catch {
            let refusal = Refusal(413, "APIGW.0201", "Request entity too large", .flat)
            return response(
                SandboxReply(refusal.answer(requestID: ObjectID(random: 0, 0)), ObjectID(random: 0, 0)),
                context)
        }
        let bytes = body.readBytes(length: body.readableBytes) ?? []
        let reply = await cloud.answer(sandboxRequest(request, bytes, context))
        if let drop = reply.drop {
            await end(context.channel, with: drop)
            throw CancellationError()
        }
        return response(reply, context)
    }

    private func sandboxRequest(_ request: Request, _ body: [UInt8], _ context: SandboxContext)
        -> SandboxRequest
    {
        var headers: [(name: String, value: String)] = []
        headers.reserveCapacity(request.headers.count + 1)
        for field in request.headers { headers.append((field.name.canonicalName, field.value)) }
        if let authority = request.head.authority { headers.append(("host", authority)) }
        let target = request.head.path ?? "/"
        let path = target.prefix { $0 != "?" }
        let query = target.dropFirst(path.count + 1)
        return SandboxRequest(
            method: request.method.rawValue, path: String(path), query: queryPairs(query), headers: headers,
            body: body,
            isLocal: context.isLocal, localAddress: HostNames.plain(context.channel.localAddress?.ipAddress))
    }

    private func response(_ reply: SandboxReply, _ context: SandboxContext) -> Response {
        var headers = HTTPFields()
        let answer = reply.answer
        if !answer.body.isEmpty { headers[.contentType] = answer.contentType }
        headers[.requestID] = reply.requestID.plain
        if reply.isIdentity { headers[.identityTraceID] = reply.requestID.plain }
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) {
                headers.append(HTTPField(name: name, value: header.value))
            }
        }
        let status = HTTPResponse.Status(code: answer.status)
        guard !answer.body.isEmpty else { return Response(status: status, headers: headers) }
        if reply.truncateAfter != nil || reply.dripMilliseconds != nil {
            return Response(status: status, headers: headers, body: damagedBody(reply, context))
        }
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// A body that ends early, or comes byte by byte.
    private func damagedBody(_ reply: SandboxReply, _ context: SandboxContext) -> ResponseBody {
        let bytes = reply.answer.body
        let channel = context.channel
        return ResponseBody(contentLength: bytes.count) { writer in
            if let pause = reply.dripMilliseconds {
                for byte in bytes {
                    try await writer.write(ByteBuffer(bytes: [byte]))
                    try await Task.sleep(for: .milliseconds(pause))
                }
                try await writer.finish(nil)
                return
            }
            try await writer.write(ByteBuffer(bytes: bytes.prefix(reply.truncateAfter ?? 0)))
            try? await channel.close()
            throw CancellationError()
        }
    }

    /// Closes the connection without an answer; a reset discards what the client may still have to read.
    private func end(_ channel: any Channel, with drop: SandboxReply.Drop) async {
        if drop == .reset {
            try? await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                .get()
        }
        try? await channel.close()
    }
}

/// What the responder knows of the connection.
struct SandboxContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }

    /// Whether the client is on this machine.
    var isLocal: Bool {
        switch HostNames.plain(channel.remoteAddress?.ipAddress) {
        case "127.0.0.1", "::1": true
        case let address?: address.hasPrefix("127.")
        case nil: false
        }
    }
}

extension HTTPField.Name {
    static let requestID = HTTPField.Name("X-Request-Id")!
    static let identityTraceID = HTTPField.Name("X-IAM-Trace-Id")!
}
