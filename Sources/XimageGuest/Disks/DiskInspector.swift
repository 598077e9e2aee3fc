package import XimageCore

/// Looks into the disks of one server from outside: partition tables, LVM2, software RAID, Windows dynamic disks.
/// Reads a few KiB a disk, and the metadata that they point to.
package struct DiskInspector: Sendable {
    private let disks: [any DiskBytes]

    /// - Parameter disks: all disks of the server, the system disk first.
    package init(_ disks: [any DiskBytes]) { self.disks = disks }

    /// - Throws: whatever a disk throws that cannot be read.
    package func facts() async throws -> GuestFacts {
        var survey = DiskSurvey()
        for (index, disk) in disks.enumerated() { try await look(at: disk, index, into: &survey) }
        return survey.facts(of: disks)
    }

    private func look(at disk: any DiskBytes, _ index: Int, into survey: inout DiskSurvey) async throws {
        let whole = DiskPart(
            disk: disk, index: index, name: disk.name, start: 0, size: disk.size, partition: nil)
        guard !disk.isBlank else {
            survey.styles.append(.none)
            return
        }
        let table = try await PartitionTable.read(whole)
        survey.styles.append(table.style)
        survey.remarks += table.remarks
        if let damage = table.damage { survey.blindSpots.append("\(disk.name): \(damage)") }
        if table.style != .none || !table.partitions.isEmpty { survey.isBlank = false }

        if table.partitions.contains(where: \.isDynamicDisk) {
            try await survey.add(LDMDatabase.read(whole, table))
        }
        if table.partitions.contains(where: { $0.kind == .gpt(GUID.storageSpaces) }) {
            survey.storageSpaces.append(disk.name)
        }
        try await look(at: whole, into: &survey)
        for partition in table.partitions {
            try await look(
                at: DiskPart(
                    disk: disk, index: index, name: Self.name(disk.name, partition.number),
                    start: partition.start, size: partition.size, partition: partition), into: &survey)
        }
    }

    /// `vdb1`, `nvme0n1p1`, `disk.img partition 1`.
    private static func name(_ disk: String, _ number: Int) -> String {
        if disk.contains(".") || disk.contains(" ") { return "\(disk) partition \(number)" }
        return disk.last?.isNumber ?? false ? "\(disk)p\(number)" : "\(disk)\(number)"
    }

    private func look(at part: DiskPart, into survey: inout DiskSurvey) async throws {
        let head = try await part.read(0, Superblock.headSize)
        if let label = try await LVMLabel.read(part, head: head, allowance: &survey.textAllowance) {
            survey.isBlank = false
            survey.labels.append(label)
            return
        }
        // The table of a partitioned disk is no file system.
        let found = try await Superblock.read(part, head: head)
        if part.partition == nil, survey.styles.last != PartitionTable.Style.none, case .fileSystem = found {
            return
        }
        guard let found else {
            if !head.isZero { survey.isBlank = false }
            return
        }
        survey.isBlank = false
        survey.add(found, part)
        guard case .raid(let member) = found, member.dataOffset > 0,
            let data = part.dropping(member.dataOffset)
        else { return }
        let inside = try await data.read(0, Superblock.headSize)
        if let label = try await LVMLabel.read(data, head: inside, allowance: &survey.textAllowance) {
            survey.labels.append(label)
        }
    }
}
