import XimageCore

extension CaptureSources {
    /// What state knows of the disks that an image or copy holds.
    init(of record: ResourceRecord, among records: [ResourceRecord]) {
        self.init()
        let source = record.attributes[.source].string
        switch record.address.kind {
        case .image:
            guard let server = records.first(where: { $0.address.kind == .server && $0.id == source }) else {
                return
            }
            for disk in records where disk.address.kind == .disk && disk.address.owner == server.address {
                add(disk)
            }
        case .copy:
            // State that was given back by marks does not know what a copy was made of.
            let copy = record.address
            let number = Address(.image, copy.name, instance: copy.instance, generation: copy.generation)
            let image = records.first {
                source == nil ? $0.address == number : $0.address.kind == .image && $0.id == source
            }
            order = image?.attributes.capturedDisks.filter { !$0.isSystem } ?? []
        case .vault, .server, .disk: break
        }
    }

    /// A disk of the server that is captured.
    mutating func add(_ disk: ResourceRecord) {
        keys[disk.id] = disk.address.part
        types[disk.id] = disk.attributes[.type].string
        performances[disk.id] = ChosenPerformance(disk.attributes)
    }
}
