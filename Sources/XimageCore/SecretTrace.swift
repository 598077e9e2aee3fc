/// What a record keeps of a value that must not be stored: enough to notice another one, too little to find it.
package enum SecretTrace {
    /// Attributes that no service shows.
    package static let names: Set<AttributeName> = [.adminPassword, .userData]

    /// Ten bits of a digest salted with the address. One of 1,024 other values goes unnoticed; to whoever guesses, one of
    /// 1,024 guesses remains possible.
    package static func of(_ value: Value, _ name: AttributeName, at address: Address) -> Value {
        let text: String
        switch value {
        case .secret(let secret): text = secret.reveal()
        case .string(let plain): text = plain
        default: return .null
        }
        return .string(Mark.digest("\(address)\n\(name)\n\(text)", characters: 2))
    }
}

extension Attributes {
    package var withoutSecretTraces: Attributes {
        var result = self
        for name in SecretTrace.names { result[name] = .null }
        return result
    }
}
