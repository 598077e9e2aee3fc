/// A way to the bytes of servers' disks, where a cloud offers one. The real service does not; the sandbox does.
package protocol ServerDisks: Sendable {
    /// The disks of each server that is there, in the order of their devices. One call for all.
    func disks(of servers: [RemoteID]) async throws -> [RemoteID: [ReadableDisk]]

    /// Up to `count` bytes; fewer only where the disk ends.
    func read(_ disk: RemoteID, at offset: Int64, count: Int) async throws -> [UInt8]
}

/// One disk whose bytes can be read.
package struct ReadableDisk: Hashable, Sendable {
    package var id: RemoteID
    /// `/dev/vdb`
    package var device: String
    package var bytes: Int64
    /// Nothing was ever written to it.
    package var isBlank: Bool

    package init(id: RemoteID, device: String, bytes: Int64, isBlank: Bool) {
        self.id = id
        self.device = device
        self.bytes = bytes
        self.isBlank = isBlank
    }
}
