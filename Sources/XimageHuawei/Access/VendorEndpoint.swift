/// Base URLs that the vendor publishes for its services. Any other may be anybody's, names below the vendor's domains
/// too: whoever has a bucket or an API of their own there chooses its first part.
package enum VendorEndpoint {
    private static let domains = [RegionTable.domain, "myhuaweicloud.eu"]

    /// Whether a base URL is `https://SERVICE.DOMAIN` or `https://SERVICE.REGION.DOMAIN`; the region may be `{region}`.
    package static func isPublished(_ text: String, of service: String) -> Bool {
        guard Service(rawValue: service) != nil, text.hasPrefix("https://") else { return false }
        let host = text.dropFirst("https://".count).split(
            separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard host.count == 1 || host[1].isEmpty else { return false }
        return isHost(host[0], of: service)
    }

    private static func isHost(_ host: Substring, of service: String) -> Bool {
        return domains.contains { domain in
            if host == "\(service).\(domain)" { return true }
            guard host.hasPrefix("\(service)."), host.hasSuffix(".\(domain)") else { return false }
            let region = host.dropFirst(service.count + 1).dropLast(domain.count + 1)
            return region == "{region}" || isRegion(region)
        }
    }

    /// As all published ones are written: `cn-north-4`. A bucket of somebody is below `obs`, which is none.
    private static func isRegion(_ text: Substring) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 2, !parts[1].isEmpty, !parts[2].isEmpty else {
            return false
        }
        return parts.prefix(2).allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } }
            && parts[2].utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
