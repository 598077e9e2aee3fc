import NIOCore
import Testing
import XimageCore
import XimageHuawei

/// What an answer leaves out is unknown, or told by another part of it; it is no default.
@Suite struct LeftOutFieldTests {
    private func server(_ fields: String) throws -> LiveResource? {
        try ServerAnswers.page(
            ByteBuffer(string: #"{"servers": [{"id": "s", \#(fields)}], "count": 1}"#), region: "r"
        ).elements.first
    }

    private func disk(_ fields: String) throws -> Attributes? {
        try DiskAnswers.page(
            ByteBuffer(string: #"{"volumes": [{"id": "d", "status": "available"\#(fields)}], "count": 1}"#),
            region: "r"
        ).elements.first?.attributes
    }

    private func vault(_ fields: String) throws -> LiveResource? {
        try VaultAnswers.page(
            ByteBuffer(string: #"{"vaults": [{"id": "v"\#(fields)}], "count": 1}"#), region: "r"
        ).elements.first
    }

    private func image(_ fields: String) throws -> Value? {
        try ImageAnswers.page(ByteBuffer(string: #"{"images": [{"id": "i", "status": "active"\#(fields)}]}"#))
            .elements.first?
            .resource(kind: .image, region: "r", backup: nil).attributes[.kind]
    }

    @Test("A server without a status is an error; one with no more than a fault does not exist")
    func status() throws {
        #expect(throws: JSONFailure.self) { try server(#""name": "web""#) }
        #expect(throws: JSONFailure.self) { try server(#""status": null"#) }
        #expect(try server(#""fault": {"code": 404, "message": "not found"}"#) == nil)
        #expect(try server(#""status": "ERROR", "fault": {"code": 404}"#)?.phase == .failed)
    }

    @Test("Without a boot index the device tells which disk is the system disk")
    func bootIndex() throws {
        func system(_ disks: String) throws -> [RemoteID] {
            guard
                case .server(let facts) = try server(
                    #""status": "ACTIVE", "os-extended-volumes:volumes_attached": [\#(disks)]"#)?.facts
            else { return [] }
            return facts.disks.filter(\.isSystem).map(\.id)
        }
        #expect(try system(#"{"id": "a", "device": "/dev/vdb"}, {"id": "b", "device": "/dev/vda"}"#) == ["b"])
        #expect(
            try system(
                #"{"id": "a", "device": "/dev/vda"}, {"id": "b", "device": "/dev/sda", "bootIndex": "0"}"#)
                == ["b"])
        #expect(try system(#"{"id": "a", "device": "/dev/vdb"}"#) == [])
        #expect(try system(#"{"id": "a"}, {"id": "b"}"#) == [])
    }

    @Test("A disk says what it is, or nothing of it is known")
    func disks() throws {
        #expect(try disk("")?[.shared] == .null && disk("")?[.device] == .null)
        #expect(try disk(#", "multiattach": null, "metadata": null"#)?[.device] == .null)
        #expect(try disk(#", "metadata": {}"#)?[.device] == "vbd")
        #expect(try disk(#", "metadata": {"hw:passthrough": "true"}"#)?[.device] == "scsi")
        #expect(try disk(#", "multiattach": false"#)?[.shared] == .bool(false))
    }

    @Test("What is bound to a vault is the sum of its members where the vault does not say")
    func vaults() throws {
        let members = #", "resources": [{"id": "a", "size": 40}, {"id": "b", "size": 100}]"#
        guard case .vault(let facts) = try vault(members)?.facts else { throw CancellationError() }
        #expect(facts.allocatedGiB == 140)
        guard case .vault(let told) = try vault(members + #", "billing": {"allocated": 90}"#)?.facts else {
            throw CancellationError()
        }
        #expect(told.allocatedGiB == 90)
        #expect(try vault("")?.attributes[.autoExpand] == .null)
        #expect(try vault(#", "auto_expand": false"#)?.attributes[.autoExpand] == .bool(false))
    }

    @Test("The kind of an image is not guessed")
    func kinds() throws {
        #expect(try image("") == .null)
        #expect(try image(#", "virtual_env_type": "FusionCompute""#) == "system")
        #expect(try image(#", "virtual_env_type": "DataImage""#) == "data")
        #expect(try image(#", "__whole_image": "true""#) == "whole")
        #expect(try image(#", "__backup_id": "b""#) == "whole")
    }
}
