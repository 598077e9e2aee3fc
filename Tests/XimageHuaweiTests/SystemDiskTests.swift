import NIOCore
import Testing
import XimageCore
import XimageHuawei

/// Which disk of a backup is the system disk, by all documented forms of the answer.
@Suite struct SystemDiskTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// `extend_info` of the children: 40 and 100 GiB.
        var first: String, second: String
        var minimumDiskGiB = 0
        /// Position; `nil` when it cannot be told.
        var system: Int?
    }

    @Test(
        "Finds the system disk",
        arguments: [
            Case(
                testDescription: "both marks", first: #""bootable": true, "system_disk": true"#,
                second: #""bootable": false, "system_disk": false"#, system: 0),
            Case(
                testDescription: "system_disk alone", first: #""system_disk": false"#,
                second: #""system_disk": true"#, system: 1),
            Case(
                testDescription: "bootable alone, as text", first: #""bootable": "true""#,
                second: #""bootable": "false""#, system: 0),
            Case(
                testDescription: "bootable with system_disk false",
                first: #""bootable": true, "system_disk": false"#,
                second: #""bootable": false, "system_disk": false"#, system: 0),
            Case(
                testDescription: "bootable data disk beside a clear system disk",
                first: #""bootable": true, "system_disk": false"#,
                second: #""bootable": true, "system_disk": true"#, system: 1),
            Case(
                testDescription: "two bootable disks, the device name decides",
                first: #""bootable": true, "system_disk": false, "device": "/dev/vdb""#,
                second: #""bootable": true, "system_disk": false, "device": "/dev/vda""#, system: 1),
            Case(
                testDescription: "two bootable disks, the image decides",
                first: #""bootable": true, "system_disk": false"#,
                second: #""bootable": true, "system_disk": false"#, minimumDiskGiB: 100, system: 1),
            Case(
                testDescription: "the marks contradict each other, the image decides",
                first: #""bootable": true, "system_disk": false"#,
                second: #""bootable": false, "system_disk": true"#, minimumDiskGiB: 40, system: 0),
            Case(
                testDescription: "no mark, the image decides", first: #""bootable": null"#, second: "",
                minimumDiskGiB: 40, system: 0),
            Case(testDescription: "nothing tells", first: "", second: #""bootable": null"#, system: nil),
            Case(
                testDescription: "two bootable disks, nothing tells", first: #""bootable": true"#,
                second: #""bootable": true"#, minimumDiskGiB: 50, system: nil),
        ])
    func finds(_ example: Case) throws {
        let body = """
            {"backups": [{"id": "b", "status": "available", "extend_info": {"contain_system_disk": true}, "children": [
              {"resource_id": "first", "resource_size": 40, "extend_info": {\(example.first)}},
              {"resource_id": "second", "resource_size": 100, "extend_info": {\(example.second)}}]}]}
            """
        var backup = try #require(try BackupAnswers.page(ByteBuffer(string: body)).elements.first)
        backup.minimumDiskGiB = example.minimumDiskGiB
        let found = backup.disks.firstIndex(where: \.isSystem)
        #expect(found == example.system)
        #expect(backup.disks.isEmpty == (example.system == nil))
    }
}
