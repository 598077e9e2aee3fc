import Synchronization

/// What is to go wrong with one call.
struct Fault: Sendable, Equatable {
    enum Deed: Sendable, Equatable {
        /// Nothing but a delay or a job's fate.
        case none
        /// An answer instead of the service's; `afterwards`: the work is done all the same.
        case answer(status: Int, headers: [Header], body: String?, contentType: String?, afterwards: Bool)
        /// Close or reset the connection before or after the work.
        case drop(reset: Bool, afterwards: Bool)
        case truncate(bytes: Int)
        case contentType(String)
        case drip(milliseconds: Int)
        /// End the process without warning, before or after the work.
        case kill(afterwards: Bool)
    }

    struct Header: Sendable, Equatable {
        var name: String
        var value: String
    }

    enum JobFate: Sendable, Equatable {
        case stuck
        case fail(code: String, reason: String, half: Bool)
    }

    var deed = Deed.none
    var delaySeconds = 0.0
    /// Every page of a list is the first one.
    var repeatsPages = false
    /// Blanks put after the body, for answers over any limit.
    var padding = 0
    var job: JobFate?

    var jobFault: World.JobFault? {
        switch job {
        case nil: nil
        case .stuck: .stuck
        case .fail(let code, let reason, let half): .fail(code: code, reason: reason, half: half)
        }
    }
}

/// Which calls a fault is for.
struct FaultRule: Sendable, Equatable {
    /// Patterns with `*`; nil: any.
    var service: String?
    var operation: String?
    var method: String?
    var path: String?
    /// Only from the nth matching call on, counted from 1.
    var from = 1
    /// How many matching calls it strikes; nil: all.
    var times: Int?
    var probability = 1.0
    var fault = Fault()
}

/// The rules in force, and how often each has matched and struck.
final class FaultBook: Sendable {
    private struct State {
        var rules: [FaultRule] = []
        var matched: [Int] = []
        var struck: [Int] = []
        var random: UInt64 = 1
        var listLag = 0.0
        var script = ""
    }

    private let state = Mutex(State())

    /// Lists do not show what is younger than this many seconds.
    var listLag: Double { state.withLock { $0.listLag } }
    /// The script in force, as it was given.
    var script: String { state.withLock { $0.script } }

    func set(_ rules: [FaultRule], seed: UInt64, listLag: Double, script: String) {
        state.withLock { state in
            state = State(
                rules: rules, matched: Array(repeating: 0, count: rules.count),
                struck: Array(repeating: 0, count: rules.count), random: seed, listLag: listLag,
                script: script)
        }
    }

    /// How often each rule has struck.
    var strikes: [Int] { state.withLock { $0.struck } }

    /// The first rule that strikes this call.
    func decide(operation: Operation, request: SandboxRequest) -> Fault? {
        state.withLock { state in
            for index in state.rules.indices {
                let rule = state.rules[index]
                guard rule.matches(operation, request) else { continue }
                state.matched[index] += 1
                guard state.matched[index] >= rule.from, state.struck[index] < rule.times ?? .max else {
                    continue
                }
                if rule.probability < 1 {
                    state.random = ObjectID.mix(state.random)
                    if Double(state.random >> 11) / Double(1 << 53) >= rule.probability { continue }
                }
                state.struck[index] += 1
                return rule.fault
            }
            return nil
        }
    }
}

extension FaultRule {
    func matches(_ operation: Operation, _ request: SandboxRequest) -> Bool {
        func fits(_ pattern: String?, _ text: String) -> Bool {
            pattern.map { globMatches(Array(text.utf8)[...], Array($0.utf8)[...]) } ?? true
        }
        return fits(service, operation.service.rawValue) && fits(self.operation, operation.name)
            && fits(method, request.method) && fits(path, request.path)
    }
}

extension SandboxCloud {
    /// What happens before the service sees the call; an answer when it never will.
    func perform(early fault: Fault?, _ operation: Operation, _ id: ObjectID) async -> SandboxReply? {
        guard let fault else { return nil }
        if fault.delaySeconds > 0 { try? await Task.sleep(for: .seconds(fault.delaySeconds)) }
        switch fault.deed {
        case .answer(let status, let headers, let body, let contentType, false):
            return SandboxReply(faultAnswer(status, headers, body, contentType, operation, id), id)
        case .drop(let reset, false):
            var reply = SandboxReply(Answer(status: 500), id)
            reply.drop = reset ? .reset : .close
            return reply
        case .kill(false): endProcess()
        default: return nil
        }
    }

    /// What happens to the answer after the work is done.
    func apply(late fault: Fault, to reply: inout SandboxReply, _ operation: Operation) {
        if fault.padding > 0 {
            reply.answer.body += [UInt8](repeating: UInt8(ascii: " "), count: fault.padding)
        }
        switch fault.deed {
        case .answer(let status, let headers, let body, let contentType, true):
            reply.answer = faultAnswer(status, headers, body, contentType, operation, reply.requestID)
        case .drop(let reset, true): reply.drop = reset ? .reset : .close
        case .truncate(let bytes): reply.truncateAfter = bytes
        case .contentType(let type): reply.answer.contentType = type
        case .drip(let milliseconds): reply.dripMilliseconds = milliseconds
        case .kill(true): endProcess()
        default: break
        }
    }

    /// The body chosen by the script, or the one the service sends with that status. Source: API reference, section 4.3.
    private func faultAnswer(
        _ status: Int, _ headers: [Fault.Header], _ body: String?, _ contentType: String?,
        _ operation: Operation,
        _ id: ObjectID
    ) -> Answer {
        var answer: Answer
        if let body {
            answer = Answer(status: status, body: Array(body.utf8))
        } else if status == 429 {
            let words =
                "The throttling threshold has been reached: policy user over ratelimit,limit:200,time:5 minute"
            answer = Refusal(429, "APIGW.0308", words, .flat).answer(requestID: id)
        } else {
            var refusal = operation.service.broken("A fault was asked for.")
            refusal.status = status
            answer = refusal.answer(requestID: id)
        }
        if let contentType { answer.contentType = contentType }
        answer.headers = headers.map { ($0.name, $0.value) }
        return answer
    }
}
