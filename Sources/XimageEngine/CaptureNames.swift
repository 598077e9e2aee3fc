import XimageCore

/// Keys of the disks that an image or copy holds, as state tells them.
struct CaptureNames {
    /// Of an image: the keys of the disks of its server, by id.
    private(set) var keys: [RemoteID: String] = [:]
    /// Of a copy: the keys of the data disks of its image, in their order.
    private(set) var order: [String] = []

    init(of record: ResourceRecord, among records: [ResourceRecord]) {
        guard let source = record.attributes[.source].string else { return }
        switch record.address.kind {
        case .image:
            guard let server = records.first(where: { $0.address.kind == .server && $0.id == source }) else {
                return
            }
            for disk in records where disk.address.kind == .disk && disk.address.owner == server.address {
                keys[disk.id] = disk.address.part
            }
        case .copy:
            let image = records.first { $0.address.kind == .image && $0.id == source }
            order = image?.attributes.capturedDisks.filter { !$0.isSystem }.compactMap(\.key) ?? []
        case .vault, .server, .disk: break
        }
    }
}
