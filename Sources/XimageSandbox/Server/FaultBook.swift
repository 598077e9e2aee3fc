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

    /// Whether it ends the process.
    var isDeadly: Bool {
        if case .kill = deed { return true }
        return false
    }

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
    /// What a later process needs to go on with the script.
    struct Progress: Sendable {
        var script = ""
        var matched: [Int] = []
        var struck: [Int] = []
        var random: UInt64 = 1
    }

    /// What happens to a call, and whether deciding it changed the progress.
    struct Decision {
        var fault: Fault?
        var counts = false
    }

    private struct State {
        var rules: [FaultRule] = []
        var progress = Progress()
        var listLag = 0.0
    }

    private let state = Mutex(State())

    /// Lists show what was true this many seconds ago.
    var listLag: Double { state.withLock { $0.listLag } }
    /// The script in force as it was given, and how far it has come.
    var progress: Progress {
        get { state.withLock { $0.progress } }
        set {
            state.withLock { state in
                let count = state.rules.count
                guard newValue.matched.count == count, newValue.struck.count == count else { return }
                state.progress = newValue
            }
        }
    }

    func set(_ rules: [FaultRule], seed: UInt64, listLag: Double, script: String) {
        let zeros = Array(repeating: 0, count: rules.count)
        state.withLock { state in
            state = State(
                rules: rules,
                progress: Progress(script: script, matched: zeros, struck: zeros, random: seed),
                listLag: listLag)
        }
    }

    /// The first rule that strikes this call.
    func decide(operation: Operation, request: SandboxRequest) -> Decision {
        state.withLock { state in
            var decision = Decision()
            for index in state.rules.indices {
                let rule = state.rules[index]
                guard rule.matches(operation, request) else { continue }
                decision.counts = true
                state.progress.matched[index] += 1
                guard state.progress.matched[index] >= rule.from,
                    state.progress.struck[index] < rule.times ?? .max
                else { continue }
                if rule.probability < 1 {
                    state.progress.random = ObjectID.mix(state.progress.random)
                    let draw = Double(state.progress.random >> 11) / Double(1 << 53)
                    if draw >= rule.probability { continue }
                }
                state.progress.struck[index] += 1
                decision.fault = rule.fault
                return decision
            }
            return decision
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
