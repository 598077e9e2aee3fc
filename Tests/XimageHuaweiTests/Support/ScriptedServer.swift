import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A request as the scripted server saw it.
struct SeenRequest: Sendable {
    var head: String
    var body: String

    var line: String { String(head.prefix { $0 != "\r\n" && $0 != "\r" && $0 != "\n" }) }

    func header(_ name: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                return String(parts[1].drop { $0 == " " })
            }
        }
        return nil
    }
}

/// What the scripted server does with a request.
enum Reaction: Sendable {
    case answer(Int, headers: [(String, String)] = [("Content-Type", "application/json")], _ body: String)
    /// Bytes as they are, then the connection is closed.
    case raw(String)
    /// The connection is closed without an answer.
    case close
    /// Nothing, ever.
    case silence
    /// A head, then one byte at a time.
    case drip
    /// A body without end, in chunks or with a length that is said before.
    case endless(saysLength: Bool)
    /// Headers without end.
    case endlessHead
    /// What the server on that port answers, changed; then the connection is closed.
    case relayed(port: Int, change: @Sendable ([UInt8]) -> [UInt8])
}

extension Reaction {
    /// A success with JSON.
    static func answer(_ body: String) -> Reaction { .answer(200, body) }
}

/// Answers requests on a loopback port as a script says, down to the single byte.
final class ScriptedServer: Sendable {
    let port: Int
    private let channel: any Channel
    private let log: RequestLog

    final class RequestLog: Sendable {
        let seen = Mutex<[SeenRequest]>([])
    }

    var requests: [SeenRequest] { log.seen.withLock { $0 } }

    /// - Parameter script: takes the request and how many came before it.
    static func with<Result>(
        tls: NIOSSLContext? = nil, _ script: @escaping @Sendable (SeenRequest, Int) -> Reaction,
        _ body: (ScriptedServer) async throws -> Result
    ) async throws -> Result {
        let log = RequestLog()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(ScriptHandler(script: script, log: log))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = ScriptedServer(channel: channel, log: log)
        do {
            let result = try await body(server)
            try? await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private init(channel: any Channel, log: RequestLog) {
        self.channel = channel
        self.log = log
        port = channel.localAddress?.port ?? 0
    }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let script: @Sendable (SeenRequest, Int) -> Reaction
    private let log: ScriptedServer.RequestLog
    private var received = ""

    init(script: @escaping @Sendable (SeenRequest, Int) -> Reaction, log: ScriptedServer.RequestLog) {
        self.script = script
        self.log = log
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard let end = received.firstRange(of: "\r\n\r\n") else { return }
        var request = SeenRequest(head: String(received[..<end.lowerBound]), body: "")
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        guard received[end.upperBound...].utf8.count >= length else { return }
        request.body = String(received[end.upperBound...])
        received = ""
        let count = log.seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        react(script(request, count), to: request, context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func react(_ reaction: Reaction, to request: SeenRequest, _ context: ChannelHandlerContext) {
        switch reaction {
        case .answer(let status, let headers, let body):
            var text =
                "HTTP/1.1 \(status) Text\r\nContent-Length: \(body.utf8.count)\r\nX-Request-Id: req-1\r\n"
            for (name, value) in headers { text += "\(name): \(value)\r\n" }
            write(text + "\r\n" + body, context)
        case .raw(let text):
            let done = context.eventLoop.makePromise(of: Void.self)
            let channel = context.channel
            done.futureResult.whenComplete { _ in channel.close(promise: nil) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: done)
        case .close: context.close(promise: nil)
        case .silence: break
        case .drip:
            write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", context)
            let channel = context.channel
            context.eventLoop.scheduleRepeatedTask(initialDelay: .milliseconds(10), delay: .milliseconds(10))
            { task in
                guard channel.isActive else { return task.cancel() }
                channel.writeAndFlush(ByteBuffer(string: " "), promise: nil)
            }
        case .endless(let saysLength):
            write(
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                    + (saysLength
                        ? "Content-Length: 1073741824\r\n\r\n" : "Transfer-Encoding: chunked\r\n\r\n"),
                context)
            let chunk = String(repeating: " ", count: 1 << 16)
            Self.pour(saysLength ? chunk : "10000\r\n\(chunk)\r\n", into: context.channel)
        case .endlessHead:
            write("HTTP/1.1 200 OK\r\n", context)
            Self.pour(String(repeating: "X-Header: value\r\n", count: 1000), into: context.channel)
        case .relayed(let port, let change): relay(request, to: port, change, context.channel)
        }
    }

    /// Headers that are signed stay as they are; the other side is asked to close, which ends the answer.
    private func relay(
        _ request: SeenRequest, to port: Int, _ change: @escaping @Sendable ([UInt8]) -> [UInt8],
        _ channel: any Channel
    ) {
        let collector = AnswerCollector(done: channel.eventLoop.makePromise())
        collector.done.futureResult.whenSuccess { answer in
            channel.writeAndFlush(ByteBuffer(bytes: change(answer))).whenComplete { _ in
                channel.close(promise: nil)
            }
        }
        ClientBootstrap(group: channel.eventLoop)
            .channelInitializer { $0.pipeline.addHandler(collector) }
            .connect(host: "127.0.0.1", port: port)
            .whenSuccess { other in
                let text = request.head + "\r\nConnection: close\r\n\r\n" + request.body
                other.writeAndFlush(ByteBuffer(string: text), promise: nil)
            }
    }

    private func write(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    /// On and on, one piece at a time, until the other side has enough.
    private static func pour(_ text: String, into channel: any Channel) {
        channel.writeAndFlush(ByteBuffer(string: text)).whenSuccess { pour(text, into: channel) }
    }
}

/// Everything that comes until the connection ends.
private final class AnswerCollector: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    let done: EventLoopPromise<[UInt8]>
    private let received = Mutex<[UInt8]>([])

    init(done: EventLoopPromise<[UInt8]>) { self.done = done }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).readableBytesView)
        received.withLock { $0 += bytes }
    }

    func channelInactive(context: ChannelHandlerContext) { done.succeed(received.withLock { $0 }) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
