/// An IP version 4 range, such as `192.168.0.0/24`.
package struct AddressRange: Hashable, Sendable {
    private let network: UInt32
    private let mask: UInt32

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = Self.number(parts[0]), let length = UInt32(parts[1]),
            length <= 32
        else {
            return nil
        }
        mask = length == 0 ? 0 : ~0 << (32 - length)
        network = address & mask
    }

    package func includes(_ address: String) -> Bool {
        Self.number(address).map { $0 & mask == network } ?? false
    }

    /// Whether a server can have the address: the service keeps the first two of a subnet and its last three. Source: VPC user
    /// guide, subnets.
    package func offers(_ address: String) -> Bool {
        guard let number = Self.number(address), number & mask == network else { return false }
        let position = number - network
        return position >= 2 && position + 3 <= ~mask
    }

    private static func number(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var result: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(part) else { return nil }
            result = result << 8 | UInt32(byte)
        }
        return result
    }
}
