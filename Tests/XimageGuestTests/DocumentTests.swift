import Foundation
import Testing
import XimageCore
import XimageTestSupport

@testable import XimageGuest

@Suite struct DocumentTests {
    @Test(
        "Facts survive being written and read",
        arguments: ["centos7", "ubuntu2204", "windows2019", "debian12-lvm"])
    func roundTrips(name: String) throws {
        let facts = try Fixture.facts(name)
        let written = try FactsDocument.write(facts)
        #expect(try FactsDocument.read(written, origin: GuestOrigin(.imported)) == facts)
    }

    @Test("An absent fact reads as unknown, never as none")
    func absentIsUnknown() throws {
        let text =
            #"{"format": 1, "origin": {"kind": "imported"}, "tools": {}, "sealed": [], "remarks": [], "linux": {}}"#
        let facts = try FactsDocument.read(Array(text.utf8), origin: GuestOrigin(.imported))
        #expect(facts.linux?.volumeGroups == .unknown(FactGap.notInReport))
        #expect(facts.disks.value == nil)
    }

    @Test(
        "Anything else is refused with a reason",
        arguments: [
            ("", "it is no JSON document of a collector: it is not well-formed"),
            ("[]", "it is no JSON document of a collector: `` has another type"),
            (#"{"a": 1}"#, "it is neither the output of `ximage facts script` nor stored facts"),
            (#"{"format": 99}"#, "it was written by a newer version (format 99)"),
            (#"{"collector": "ximage-facts", "version": 2}"#, "it comes from a collector of another version"),
            (
                #"{"collector": "ximage-facts", "version": 1, "os": "linux"}"#,
                "it does not have the form of guest facts: `outputs` is missing"
            ),
        ])
    func refuses(text: String, reason: String) {
        #expect(throws: FactsDocument.Failure(reason: reason)) {
            try FactsDocument.read(Array(text.utf8), origin: GuestOrigin(.imported))
        }
    }

    @Test("PowerShell's UTF-16 and a mark of byte order are read")
    func readsUTF16() throws {
        let text = #"{"collector": "ximage-facts", "version": 1, "os": "windows", "outputs": {}}"#
        let wide: [UInt8] =
            [0xFF, 0xFE] + text.utf16.flatMap { unit -> [UInt8] in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
        #expect(try FactsDocument.read(wide, origin: GuestOrigin(.imported)).family == .known(.windows))
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array(text.utf8)
        #expect(try FactsDocument.read(marked, origin: GuestOrigin(.imported)).family == .known(.windows))
    }

    @Test("Damaged outputs of commands never trap", arguments: 0..<4)
    func survivesMutation(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for name in ["centos7", "windows2019", "debian12-lvm"] {
            let original = try JSONDecoder().decode(
                RawReport.self, from: Data(Fixture.bytes("reports/\(name).json")))
            for _ in 0..<12 {
                var raw = original
                for key in raw.outputs.keys.sorted() where Bool.random(using: &random) {
                    var bytes = Array(raw.outputs[key]?.text.utf8 ?? "".utf8)
                    guard !bytes.isEmpty else { continue }
                    for _ in 0..<Int.random(in: 1...6, using: &random) {
                        let place = Int.random(in: bytes.indices, using: &random)
                        bytes[place] = UInt8.random(in: 0...255, using: &random)
                    }
                    if Bool.random(using: &random) {
                        bytes.removeFirst(Int.random(in: 0..<bytes.count, using: &random))
                    }
                    raw.outputs[key]?.text = String(decoding: bytes, as: UTF8.self)
                }
                let origin = GuestOrigin(.imported)
                let facts =
                    raw.os == "windows" ? WindowsReport(raw).facts(origin) : LinuxReport(raw).facts(origin)
                #expect(facts.family.value != nil)
            }
        }
    }
}
