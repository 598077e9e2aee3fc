package import XimageCore

/// Where a service listens.
package struct Endpoint: Hashable, Sendable {
    /// `https://host:port`
    package var origin: String
    /// `host`, or `host:port` where the port is not the scheme's own.
    package var authority: String
    /// Put before every path; empty in most cases, never with a `/` at its end.
    package var path: String

    /// - Throws: when the text is no base URL, or would send requests unencrypted to another machine.
    package init(_ text: String) throws(EndpointError) {
        guard let schemeEnd = text.firstRange(of: "://") else {
            throw EndpointError(text, "it has no `https://`")
        }
        let scheme = text[..<schemeEnd.lowerBound].lowercased()
        let rest = text[schemeEnd.upperBound...]
        let pathStart = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<pathStart]
        guard scheme == "https" || scheme == "http" else {
            throw EndpointError(text, "its scheme is not https")
        }
        guard !authority.isEmpty, authority.utf8.allSatisfy(Self.isAuthorityByte) else {
            throw EndpointError(text, "its host is not one")
        }
        guard scheme == "https" || Self.isLoopback(authority) else {
            throw EndpointError(
                text, "http is accepted for this machine only: it would show requests to others")
        }
        var path = rest[pathStart...]
        while path.last == "/" { path.removeLast() }
        guard !path.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) else {
            throw EndpointError(text, "it must end with a path")
        }
        let standardPort = scheme == "https" ? ":443" : ":80"
        self.authority = String(
            authority.hasSuffix(standardPort) ? authority.dropLast(standardPort.count) : authority)
        origin = "\(scheme)://\(self.authority)"
        self.path = String(path)
    }

    private static func isAuthorityByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
            UInt8(ascii: "["), UInt8(ascii: "]"):
            true
        default: false
        }
    }

    private static func isLoopback(_ authority: Substring) -> Bool {
        if authority.hasPrefix("[::1]") { return true }
        let host = authority.split(separator: ":").first ?? ""
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return host == "localhost" || (numbers.count == 4 && numbers[0] == 127 && !numbers.contains(nil))
    }
}

/// An endpoint that cannot be used.
package struct EndpointError: Error, Hashable, Sendable, CustomStringConvertible {
    package var description: String

    init(_ text: String, _ reason: String) { description = "the endpoint \(text) cannot be used: \(reason)" }

    init(description: String) { self.description = description }
}

/// Finds the endpoint of a service in a region.
///
/// | order | place |
/// | --- | --- |
/// | 1 | `endpoints:` of the manifest; `{region}` in it stands for the region |
/// | 2 | `HUAWEICLOUD_SDK_REGION_<SERVICE>_<REGION>`, the first of several |
/// | 3 | IAM: `HUAWEICLOUD_SDK_IAM_ENDPOINT`, `HW_AUTH_URL` without `/v3`, the credentials file |
/// | 4 | `HW_CLOUD` as the domain instead of `myhuaweicloud.com` |
/// | 5 | the published table |
package struct Endpoints: Sendable {
    private let overrides: [String: String]
    private let environment: [String: String]
    private let iamEndpoint: String?

    package init(
        overrides: [String: String] = [:], environment: [String: String] = [:], iamEndpoint: String? = nil
    ) {
        self.overrides = overrides
        self.environment = environment
        self.iamEndpoint = iamEndpoint
    }

    /// Regions with published endpoints; `nil` where settings or the environment name others.
    package var regions: Set<Region>? {
        let isElsewhere =
            !overrides.isEmpty || iamEndpoint != nil || value("HW_AUTH_URL") != nil
            || value("HW_CLOUD").map { $0 != RegionTable.domain } ?? false
            || environment.keys.contains { $0.hasPrefix("HUAWEICLOUD_SDK_") }
        return isElsewhere ? nil : RegionTable.regions
    }

    package func endpoint(of service: Service, in region: Region) throws(EndpointError) -> Endpoint {
        guard !region.isEmpty, region.utf8.allSatisfy({ Self.isRegionByte($0) }) else {
            throw EndpointError(description: "`\(region)` is not a region's identifier")
        }
        if let text = overrides[service.rawValue] {
            return try Endpoint(
                text.split(separator: "{region}", omittingEmptySubsequences: false).joined(separator: region))
        }
        let variable = "HUAWEICLOUD_SDK_REGION_\(service.rawValue)_\(region)".uppercased()
            .split(separator: "-", omittingEmptySubsequences: false).joined(separator: "_")
        if let text = value(variable)?.split(separator: ",").first { return try Endpoint(String(text)) }
        if service == .iam, let text = try iamOverride() { return text }
        if let domain = value("HW_CLOUD"), domain != RegionTable.domain {
            return try Endpoint("https://\(service.rawValue).\(region).\(domain)")
        }
        guard RegionTable.regions.contains(region) else {
            let near = RegionTable.nearest(to: region).map { "; did you mean \($0)?" } ?? "."
            throw EndpointError(
                description: "no endpoint is published for the region \(region)\(near) "
                    + "For a region of another site, say its `endpoints:` under `provider:`.")
        }
        guard let text = RegionTable.endpoint(of: service, in: region) else {
            throw EndpointError(
                description:
                    "no \(service.rawValue.uppercased()) endpoint is published for the region \(region)")
        }
        return try Endpoint(text)
    }

    private func iamOverride() throws(EndpointError) -> Endpoint? {
        if let text = value("HUAWEICLOUD_SDK_IAM_ENDPOINT") { return try Endpoint(text) }
        if let text = value("HW_AUTH_URL") {
            var base = text[...]
            while base.last == "/" { base.removeLast() }
            if base.hasSuffix("/v3") { base = base.dropLast(3) }
            return try Endpoint(String(base))
        }
        return try iamEndpoint.map { text throws(EndpointError) in try Endpoint(text) }
    }

    private func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func isRegionByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
