package import XimageCore

/// One disk in a server backup as CBR reports it. Source: CBR API reference, `children`.
package struct ReportedChild: Hashable, Sendable {
    /// Of the disk that was captured.
    package var id: RemoteID = ""
    /// `nil` when not known.
    package var sizeGiB: Int?
    /// `extend_info.system_disk`; `nil` when the answer does not have it.
    package var isSystem: Bool?
    /// `extend_info.bootable`; `nil` when the answer does not have it.
    package var isBootable: Bool?
    /// Such as `/dev/vda`; `nil` when the answer does not have it.
    package var device: String?

    package init(
        id: RemoteID, sizeGiB: Int?, isSystem: Bool? = nil, isBootable: Bool? = nil, device: String? = nil
    ) {
        self.id = id
        self.sizeGiB = sizeGiB
        self.isSystem = isSystem
        self.isBootable = isBootable
        self.device = device
    }

    init(_ scanner: inout JSONScanner) throws(JSONFailure) {
        var child = ReportedChild(id: "", sizeGiB: nil)
        try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
            switch key {
            case "resource_id": child.id = try scanner.text() ?? ""
            case "resource_size": child.sizeGiB = try scanner.amount()
            case "extend_info":
                try scanner.object { (scanner: inout JSONScanner, key) throws(JSONFailure) in
                    switch key {
                    case "system_disk": child.isSystem = try scanner.bool()
                    case "bootable": child.isBootable = try scanner.bool()
                    case "device", "device_name": child.device = try scanner.text()
                    default: break
                    }
                }
            default: break
            }
        }
        self = child
    }

    /// The position of the system disk. Documented answers mark it in four ways:
    ///
    /// | `system_disk` | `bootable` |
    /// | --- | --- |
    /// | true | true |
    /// | true | absent |
    /// | absent | true |
    /// | false | true |
    ///
    /// Where the marks name several disks or none, the device name decides, then the size that the image asks of a system
    /// disk.
    ///
    /// - Parameter minimumDiskGiB: `min_disk` of the image on the backup; 0 when not known.
    /// - Returns: `nil` when it cannot be told.
    package static func systemDisk(of children: [ReportedChild], minimumDiskGiB: Int) -> Int? {
        func only(_ positions: [Int], _ fits: (ReportedChild) -> Bool) -> Int? {
            let found = positions.filter { fits(children[$0]) }
            return found.count == 1 ? found[0] : nil
        }
        let all = Array(children.indices)
        if let agreed = only(all, { $0.isSystem == true && $0.isBootable != false }) { return agreed }
        let marked = all.filter { children[$0].isSystem == true || children[$0].isBootable == true }
        let candidates = marked.isEmpty ? all : marked
        return only(candidates) { _ in true }
            ?? only(candidates) {
                $0.device.map { ["vda", "sda", "xvda", "hda"].contains($0.lastPart) } ?? false
            }
            ?? only(candidates) { minimumDiskGiB > 0 && $0.sizeGiB == minimumDiskGiB }
    }
}

extension String {
    /// The last part of a device's path: `vda` of `/dev/vda`.
    var lastPart: String { split(separator: "/").last.map(String.init) ?? self }
}
