import Synchronization

/// Who a request says it is from, checked.
enum Credential: Sendable {
    case key(Caller)
    case token(String)
    /// Calls that need none.
    case none
}

/// Access keys, and the gateway's checks of them. Source: API reference, section 3.4.
final class KeyBook: Sendable {
    private struct Entry {
        var secret: String
        var caller: Caller
        var failures = 0
        var lockedUntil = Timestamp.zero

        init(_ key: AccessKey) {
            secret = key.secret
            caller = Caller(access: key.access, user: key.user, allowed: key.allowed, denied: key.denied)
        }
    }

    private let entries: Mutex<[String: Entry]>
    private let window: Double

    init(_ keys: [AccessKey], window: Double) {
        self.window = window
        var entries: [String: Entry] = [:]
        for key in keys { entries[key.access] = Entry(key) }
        self.entries = Mutex(entries)
    }

    func set(_ key: AccessKey) {
        let entry = Entry(key)
        let access = key.access
        entries.withLock { $0[access] = entry }
    }

    func authenticate(
        _ request: SandboxRequest, for operation: Operation, at now: Timestamp
    ) throws(Refusal) -> Credential {
        if operation.name == "KeystoneCreateUserTokenByPassword" { return .none }
        if let token = request.header("x-auth-token"), !token.isEmpty { return .token(token) }
        guard let authorization = request.header("authorization"),
            let claim = SignatureCheck.Claim(authorization)
        else {
            throw .unauthenticated("no valid signature or token in the request")
        }
        let entry = try entry(for: claim.access, at: now)
        let date = request.header("x-sdk-date") ?? ""
        guard let moment = Timestamp(parsing: date), abs(now.seconds(since: moment)) <= window else {
            throw .unauthenticated("signature expired")
        }
        let check = SignatureCheck(
            method: request.method, path: request.path, query: request.query, headers: request.headers,
            body: request.body)
        let isValid = check.isValid(claim, date: date, secret: entry.secret)
        note(isValid, for: claim.access, at: now)
        guard isValid else { throw .unauthenticated("verify aksk signature fail") }
        return .key(entry.caller)
    }

    private func entry(for access: String, at now: Timestamp) throws(Refusal) -> Entry {
        guard let entry = entries.withLock({ $0[access] }) else {
            throw .unauthenticated("Get secretKey failed,ak:\(access),err:ak not exist")
        }
        guard entry.lockedUntil <= now else {
            throw .unauthenticated("AK access failed to reach the limit,forbidden")
        }
        return entry
    }

    /// More than five wrong signatures in a row lock the key for five minutes. Source: API reference, section 3.4.
    private func note(_ isValid: Bool, for access: String, at now: Timestamp) {
        entries.withLock { entries in
            if isValid {
                if entries[access]?.failures != 0 { entries[access]?.failures = 0 }
                return
            }
            entries[access]?.failures += 1
            if let failures = entries[access]?.failures, failures > 5 {
                entries[access]?.lockedUntil = now.advanced(bySeconds: 300)
                entries[access]?.failures = 0
            }
        }
    }

    /// The caller, and the project a token is scoped to.
    func caller(_ credential: Credential, _ world: World) throws(Refusal) -> (Caller, ObjectID?) {
        switch credential {
        case .key(let caller): return (caller, nil)
        case .none: return (Caller(access: "", user: "", allowed: ["*"], denied: []), nil)
        case .token(let token):
            guard let holder = world.tokens.holder(of: token, at: world.now),
                let entry = entries.withLock({ $0[holder.access] })
            else { throw .unauthenticated("decrypt token fail") }
            return (entry.caller, holder.project)
        }
    }
}
