package import NIOCore
import NIOHTTP1
import Synchronization
package import XimageCore

/// Sends calls: signs them, keeps to the pace of each service, tries again where that is safe, and turns every way
/// to fail into one error.
package final class Gateway: Sendable {
    private let endpoints: Endpoints
    private let credentials: Credentials
    private let transport: HTTPTransport
    private let time: TimeSource
    private let random: @Sendable () -> Double
    private let log: RequestLog?
    private let options: HuaweiOptions
    private let budget = RetryBudget()
    private let contacts = EndpointContacts()
    private let lanes = Mutex<[String: Lane]>([:])
    private let counts = Mutex<[String: Int]>([:])
    private let projects: ProjectDirectory
    /// The keys and the short secrets of all calls of this run: a job reports much later what a call had in it.
    private let known: Mutex<Redactor>
    /// The keys alone. They are in no name of an object, whatever a service answers: names go into states, plans and files.
    private let keys: Redactor

    package init(
        endpoints: Endpoints, credentials: Credentials, projects: [Region: String], time: TimeSource,
        random: @escaping @Sendable () -> Double, log: RequestLog?, options: HuaweiOptions
    ) {
        self.endpoints = endpoints
        self.credentials = credentials
        self.transport = HTTPTransport(options: options)
        self.time = time
        self.random = random
        self.log = log
        self.options = options
        known = Mutex(Redactor(credentials.secrets))
        // Shorter ones are no keys of the cloud, and may be ordinary words.
        keys = Redactor(credentials.secrets.filter { $0.reveal().utf8.count >= 16 })
        self.projects = ProjectDirectory(given: projects, credentials: credentials)
    }

    /// Requests sent so far, repeated tries included, by service, method and path template.
    package var callCounts: [String: Int] { counts.withLock { $0 } }
    package var repeats: Int { budget.repeats }

    package func shutdown() async { await transport.shutdown() }

    /// The id of the region project. Asked for once per region.
    package func project(of region: Region) async throws(ProviderError) -> String {
        try await projects.project(of: region, through: self)
    }

    /// Sends a call and reads its answer.
    /// - Parameter decode: reads the body; a body that it cannot read is an answer that breaks the contract, unless
    ///   it holds an error.
    package func send<Result: Sendable>(
        _ call: Call, _ decode: @Sendable (ByteBuffer) throws(JSONFailure) -> Result
    ) async throws(ProviderError) -> Result {
        try await send(call) { body, _ throws(JSONFailure) in try decode(body) }
    }

    /// The same for who has to tell the request later.
    /// - Parameter decode: is given the service's id of the request, where it tells one.
    package func send<Result: Sendable>(
        _ call: Call, _ decode: @Sendable (ByteBuffer, _ requestID: String?) throws(JSONFailure) -> Result
    ) async throws(ProviderError) -> Result {
        let project = call.service == .iam ? "" : try await project(of: call.region)
        let base: Endpoint
        do {
            base = try endpoints.endpoint(of: call.service, in: call.region)
        } catch {
            throw ProviderError(
                retry: .never, category: .invalid, service: call.service.rawValue, operation: call.operation,
                message: error.description)
        }
        budget.countCall()
        let secrets = call.secrets.filter(Redactor.isShort)
        if !secrets.isEmpty { known.withLock { known in secrets.forEach { known.add($0) } } }
        let lane = lane(of: call)
        let started = time.uptime()
        var attempt = 0
        var mayHaveRun = false
        while true {
            attempt += 1
            await lane.enter()
            counts.withLock { $0[call.label, default: 0] += 1 }
            let outcome = await attemptOnce(call, attempt, project: project, base: base, decode)
            switch outcome {
            case .success(let result):
                await lane.speedUp()
                await lane.leave()
                return result
            case .failure(let failure):
                mayHaveRun = mayHaveRun || failure.mayHaveRun
                let patience = patience(after: failure, base)
                let pause = failure.retryAfter ?? options.retry.pause(after: attempt, random: random())
                if failure.error.category == .throttled {
                    await lane.slowDown(hold: min(pause, options.retry.longestRetryAfter))
                }
                await lane.leave()
                let waited = time.uptime() - started
                var ending = Ending(attempts: attempt, waited: waited, mayHaveRun: mayHaveRun, base: base)
                guard mayRepeat(call, failure, patience, pause: pause, &ending) else {
                    if failure.isWithoutContact { contacts.gaveUp(base.authority) }
                    throw final(call, failure, ending)
                }
                if (try? await time.sleep(pause)) == nil { throw final(call, failure, ending) }
            }
        }
    }

    /// Sends a call whose answer's body says nothing.
    package func send(_ call: Call) async throws(ProviderError) {
        try await send(call) { body throws(JSONFailure) in
            // 204 has no body; some answers hold one that is not needed, but never an error.
            if body.readableBytes > 0, ErrorBody.read(body)?.code != nil { throw .missing("success") }
        }
    }

    // MARK: - One try

    private struct Failure: Error {
        var error: ProviderError
        var mayHaveRun: Bool
        var isPassing: Bool
        /// No connection could be made.
        var isWithoutContact = false
        var retryAfter: Duration?
    }

    /// A service that takes calls and answers none is given up before it has cost many minutes.
    private func patience(after failure: Failure, _ base: Endpoint) -> RetryPolicy.Patience {
        if failure.isWithoutContact { return contacts.patience(with: base.authority, options.retry) }
        let isSilent = failure.error.category == .unavailable && !contacts.hasAnswered(base.authority)
        return isSilent ? options.retry.firstAnswer : options.retry.patience
    }

    /// How far a call has come when it may have to end.
    private struct Ending {
        var attempts: Int
        var waited: Duration
        /// Whether some try may have been carried out.
        var mayHaveRun: Bool
        var base: Endpoint
        var isOverBudget = false
    }

    private func attemptOnce<Result: Sendable>(
        _ call: Call, _ attempt: Int, project: String, base: Endpoint,
        _ decode: @Sendable (ByteBuffer, String?) throws(JSONFailure) -> Result
    ) async -> Swift.Result<Result, Failure> {
        let answer: HTTPAnswer
        do throws(TransportFailure) {
            answer = try await exchange(call, attempt, project: project, base: base)
        } catch {
            let isUnknown = error.mayHaveArrived && !call.isRead
            return .failure(
                Failure(
                    error: ProviderError(
                        retry: isUnknown ? .outcomeUnknown : error.isPassing ? .safe : .never,
                        category: error.problem == .oversized ? .tooLarge : .unavailable,
                        service: call.service.rawValue, operation: call.operation, message: error.message),
                    mayHaveRun: isUnknown, isPassing: error.isPassing,
                    isWithoutContact: error.isWithoutContact))
        }
        contacts.answered(base.authority)
        guard (200..<300).contains(answer.status) else { return .failure(refusal(call, answer)) }
        do throws(JSONFailure) {
            return .success(try decode(answer.body, requestID(answer)))
        } catch {
            return .failure(unreadable(call, answer, error))
        }
    }

    /// Sends the request once and logs how that ended.
    private func exchange(
        _ call: Call, _ attempt: Int, project: String, base: Endpoint
    ) async throws(TransportFailure) -> HTTPAnswer {
        let (url, headers, body) = signed(call, project: project, base: base)
        let (now, started) = (time.now(), time.uptime())
        func record(_ outcome: RequestRecord.Outcome, _ requestID: String?) {
            guard let log else { return }
            log(
                RequestRecord(
                    time: now, service: call.service, method: call.method,
                    path: redacted(base.path + call.path(project: project)), outcome: outcome,
                    duration: time.uptime() - started, requestID: requestID.map(redacted),
                    attempt: attempt))
        }
        do throws(TransportFailure) {
            var answer = try await transport.send(call.method, url, headers: headers, body: body)
            if let tap = options.tap { answer = answer.passed(through: tap, call) }
            if let body = answer.body.withUnsafeReadableBytes(keys.redacted) {
                answer.body = ByteBuffer(bytes: body)
            }
            record(.status(answer.status), requestID(answer))
            return answer
        } catch {
            record(.failed(error.problem), nil)
            throw error
        }
    }

    private func signed(
        _ call: Call, project: String, base: Endpoint
    ) -> (url: String, headers: [(String, String)], body: [UInt8]) {
        let path = base.path + call.path(project: project)
        let body = call.body?.bytes ?? []
        var headers = call.headers
        headers.append(("Content-Type", "application/json"))
        headers.append(("User-Agent", options.userAgent))
        if !project.isEmpty { headers.append(("X-Project-Id", project)) }
        if let token = credentials.securityToken { headers.append(("X-Security-Token", token.reveal())) }
        let signature = RequestSigner.sign(
            SignableRequest(
                method: call.method, path: path, query: call.query, headers: headers, host: base.authority,
                body: body),
            accessKey: credentials.accessKey.reveal(), secretKey: credentials.secretKey.reveal(),
            date: HTTPTime.signingDate(time.now()))
        var url = base.origin + path
        if !signature.query.isEmpty { url += "?" + signature.query }
        return (url, signature.headers, body)
    }

    private func refusal(_ call: Call, _ answer: HTTPAnswer) -> Failure {
        let body = ErrorBody.read(answer.body)
        var error = ErrorMapping.error(
            call, status: answer.status, body: body, requestID: requestID(answer),
            fallback: fallbackText(answer))
        if error.category == .credentials { error.message += clockRemark(answer) }
        return failure(call, error, answer)
    }

    /// A success by its status whose body is not what it should be: an error in disguise, or broken.
    private func unreadable(_ call: Call, _ answer: HTTPAnswer, _ problem: JSONFailure) -> Failure {
        if let body = ErrorBody.read(answer.body), body.code != nil {
            let error = ErrorMapping.error(
                call, status: answer.status, body: body, requestID: requestID(answer), fallback: "")
            return failure(call, error, answer)
        }
        let what =
            switch problem {
            case _ where answer.body.readableBytes == 0: "the answer is empty"
            case .malformed(let offset):
                "the answer is not the JSON it should be (\(contentType(answer)), \(answer.body.readableBytes) bytes, broken at byte \(offset))"
            case .tooDeep: "the answer is nested too deeply"
            case .missing(let name): "the answer has no `\(name)`"
            case .other(let id): "the answer is about \(id), which was not asked for"
            }
        let error = ProviderError(
            retry: call.isRead ? .safe : .outcomeUnknown, category: .malformed,
            service: call.service.rawValue,
            operation: call.operation, status: answer.status, message: what, requestID: requestID(answer))
        return failure(call, error, answer)
    }

    private func failure(_ call: Call, _ error: ProviderError, _ answer: HTTPAnswer) -> Failure {
        let after = answer.headers.first(name: "Retry-After").flatMap {
            HTTPTime.retryAfter($0, now: time.now())
        }
        let isPassing: Bool =
            switch error.category {
            case .throttled, .unavailable: true
            case .malformed: error.status.map { $0 < 300 } ?? true
            case .state: error.code == "Ecs.0603"
            default: false
            }
        return Failure(
            error: error, mayHaveRun: error.retry == .outcomeUnknown, isPassing: isPassing, retryAfter: after)
    }

    // MARK: - Trying again

    private func mayRepeat(
        _ call: Call, _ failure: Failure, _ patience: RetryPolicy.Patience, pause: Duration,
        _ ending: inout Ending
    ) -> Bool {
        guard failure.isPassing, ending.attempts < patience.tries, ending.waited + pause <= patience.total,
            pause <= options.retry.longestRetryAfter, !Task.isCancelled
        else { return false }
        switch call.resend {
        case .always: break
        case .ifRefused: guard !failure.mayHaveRun else { return false }
        case .never: return false
        }
        ending.isOverBudget = !budget.takeRepeat()
        return !ending.isOverBudget
    }

    private func final(_ call: Call, _ failure: Failure, _ ending: Ending) -> ProviderError {
        var error = failure.error
        // An earlier try may have been carried out; a clear refusal of a later one settles it.
        if ending.mayHaveRun, error.retry == .safe { error.retry = .outcomeUnknown }
        if error.category == .unavailable, !error.message.contains(ending.base.authority) {
            error.message += "; the endpoint is \(ending.base.origin)"
        }
        if ending.attempts > 1 {
            error.message += "; gave up after \(ending.attempts) tries in \(Self.inSeconds(ending.waited))"
        }
        if failure.isWithoutContact, !contacts.hasAnswered(ending.base.authority) {
            error.message += "; no call of this run has reached it"
        }
        if ending.isOverBudget {
            error.message +=
                "; this run has repeated \(budget.repeats) calls by now and repeats no more, so that it ends soon"
        }
        if let after = failure.retryAfter, after > options.retry.longestRetryAfter {
            let longest = options.retry.longestRetryAfter.milliseconds / 1000
            error.message +=
                "; the service asks to wait \(after.milliseconds / 1000) s, and no call waits more than \(longest) s"
        }
        return redacted(error, call.secrets)
    }

    // MARK: - Secrets

    /// The text without the secrets of this run.
    package func redacted(_ text: String) -> String { known.withLock { $0 }.redacted(text) }

    /// The error without the secrets of this run. `more` are secrets that it does not keep.
    package func redacted(_ error: ProviderError, _ more: [Secret] = []) -> ProviderError {
        var redactor = known.withLock { $0 }
        for secret in more where !Redactor.isShort(secret) { redactor.add(secret) }
        var result = error
        result.message = redactor.redacted(error.message)
        result.code = error.code.map(redactor.redacted)
        result.requestID = error.requestID.map(redactor.redacted)
        return result
    }

    private static func inSeconds(_ duration: Duration) -> String {
        let tenths = (duration.milliseconds + 50) / 100
        return tenths < 100 ? "\(tenths / 10).\(tenths % 10) s" : "\(tenths / 10) s"
    }

    // MARK: - Parts of answers

    private func lane(of call: Call) -> Lane {
        lanes.withLock { lanes in
            let key = "\(call.service.rawValue) \(call.region)"
            if let lane = lanes[key] { return lane }
            let lane = Lane(widest: options.callsPerService, time: time)
            lanes[key] = lane
            return lane
        }
    }

    private func requestID(_ answer: HTTPAnswer) -> String? {
        answer.headers.first(name: "X-Request-Id") ?? answer.headers.first(name: "X-IAM-Trace-Id")
    }

    private func contentType(_ answer: HTTPAnswer) -> String {
        Self.printable(answer.headers.first(name: "Content-Type") ?? "no content type", limit: 60)
    }

    /// The start of a body without a code, in one line.
    private func fallbackText(_ answer: HTTPAnswer) -> String {
        if (300..<400).contains(answer.status) { return "the service redirects, which is not followed" }
        let text = String(decoding: answer.body.readableBytesView.prefix(200), as: UTF8.self)
        let line = Self.printable(text, limit: 200)
        return line.isEmpty ? "the service gave no reason" : line
    }

    private static func printable(_ text: String, limit: Int) -> String {
        let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        var result = String.UnicodeScalarView()
        for scalar in scalars.prefix(limit) { result.append(scalar) }
        return String(result).split(separator: " ").joined(separator: " ")
    }

    /// Signatures live for 15 minutes: a wrong clock looks like a wrong key. Source: API signing guide.
    private func clockRemark(_ answer: HTTPAnswer) -> String {
        guard let date = answer.headers.first(name: "Date").flatMap({ HTTPTime.date($0) }) else { return "" }
        let minutes = (time.now() - date).milliseconds / 60_000
        guard abs(minutes) >= 10 else { return "" }
        return "; the clock here is \(abs(minutes)) min \(minutes > 0 ? "ahead of" : "behind") the service's"
    }
}
