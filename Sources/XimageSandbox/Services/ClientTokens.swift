import Crypto

/// How a service answers creates that carry `X-Client-Token`. Source: API reference, section 4.7; for EVS the header is
/// known and nothing else.
struct ClientTokenRules {
    /// What a text that is no UUID is refused with; nil: it counts for nothing.
    var malformed: Refusal?
    var reused: Refusal
    /// nil: a token that is too old counts as new.
    var expired: Refusal?
    /// Keeps the tokens of services apart.
    var salt: UInt64
    var status: Int

    static let servers = ClientTokenRules(
        malformed: .ecs("0123", "The client token is not a UUID."),
        reused: .ecs("0122", "The client token was used with other parameters."),
        expired: .ecs("0124", "The client token has expired."), salt: 0, status: 200)
    static let volumes = ClientTokenRules(
        malformed: nil, reused: .evs("5400", "The client token was used with other parameters."),
        expired: nil, salt: 0x4556_5300_0000_0001, status: 202)
}

extension World {
    /// The answer of `make`; or, for a token that was used with this body within eight hours, the answer it had then.
    func once(
        _ call: Call, _ rules: ClientTokenRules, _ make: () throws(Refusal) -> Answer
    ) throws(Refusal) -> Answer {
        guard let text = call.header("x-client-token") else { return try make() }
        guard let token = ObjectID(text), text.utf8.count == 36,
            text.split(separator: "-").map(\.utf8.count) == [8, 4, 4, 4, 12]
        else {
            if let malformed = rules.malformed { throw malformed }
            return try make()
        }
        let id = ObjectID(high: token.high ^ rules.salt, low: token.low)
        let digest = hexText(SHA256.hash(data: call.body))
        if let used = clientTokens[id] {
            if now.seconds(since: used.used) <= 8 * 3600 {
                guard used.bodyDigest == digest, used.region === call.region else { throw rules.reused }
                return Answer(status: rules.status, body: Array(used.answer.utf8))
            }
            if let expired = rules.expired { throw expired }
            remove(used)
        }
        let answer = try make()
        let record = ClientToken(region: call.region)
        record.id = id
        record.sequence = nextSequence()
        record.bodyDigest = digest
        record.used = now
        record.answer = String(decoding: answer.body, as: UTF8.self)
        add(record, name: "")
        return answer
    }
}
