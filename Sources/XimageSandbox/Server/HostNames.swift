/// The names under which the sandbox answers. A web page can make its own name resolve to this machine and then read the
/// answers, so a request that came by any other name is refused.
struct HostNames: Sendable {
    private let listening: String

    /// `host` is the address or name that the sandbox listens on.
    init(listening host: String) {
        listening = host.lowercased()
    }

    /// `authority` is the value of a `Host` header, with or without a port; `address` the one that the client reached.
    func allow(_ authority: String, at address: String?) -> Bool {
        let name = Self.name(in: authority.lowercased())
        if name == "localhost" || name.hasSuffix(".localhost") { return true }
        if name == listening || name == address { return true }
        return name == "::1" || Self.isLoopback(name)
    }

    /// An address of IPv4 as such: a server that listens on `::` sees `::ffff:127.0.0.1`.
    static func plain(_ address: String?) -> String? {
        guard let address else { return nil }
        let mapped = "::ffff:"
        return address.lowercased().hasPrefix(mapped) && address.contains(".")
            ? String(address.dropFirst(mapped.count)) : address
    }

    /// As it stands in a URL: addresses of IPv6 are in brackets, and those of every interface are this machine's own.
    static func inURL(_ host: String) -> String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "[::1]"
        default: host.contains(":") ? "[\(host)]" : host
        }
    }

    static func name(in authority: String) -> String {
        if authority.hasPrefix("[") { return String(authority.dropFirst().prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }

    /// `127.0.0.0/8`, as four decimal numbers: a name such as `127.example.com` is not one of them.
    private static func isLoopback(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
