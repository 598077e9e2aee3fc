import Foundation
import Testing
import XimageCore
import XimageTestSupport

@Suite struct AddressTests {
    struct Form: Sendable, CustomTestStringConvertible {
        var text: String
        var address: Address
        var testDescription: String { text }

        init(_ text: String, _ address: Address) {
            self.text = text
            self.address = address
        }
    }

    static let forms = [
        Form("vault.main", Address(.vault, "main")),
        Form("server.web-1_A", Address(.server, "web-1_A")),
        Form("server.web[0]", Address(.server, "web", instance: .index(0))),
        Form("server.web[12]", Address(.server, "web", instance: .index(12))),
        Form(#"server.web["blue"]"#, Address(.server, "web", instance: .key("blue"))),
        Form(#"server.web["a.b]@1 华"]"#, Address(.server, "web", instance: .key("a.b]@1 华"))),
        Form("disk.web.data", Address(.disk, "web", part: "data")),
        Form(#"disk.web["blue"].data"#, Address(.disk, "web", instance: .key("blue"), part: "data")),
        Form("image.golden", Address(.image, "golden")),
        Form("image.golden@3", Address(.image, "golden", generation: 3)),
        Form(#"image.all["s-1"]@14"#, Address(.image, "all", instance: .key("s-1"), generation: 14)),
        Form("copy.golden.south", Address(.copy, "golden", part: "south")),
        Form("copy.golden.south@3", Address(.copy, "golden", part: "south", generation: 3)),
    ]

    @Test("An address and its text are one", arguments: forms)
    func text(_ form: Form) throws {
        #expect(form.address.description == form.text)
        #expect(Address(form.text) == form.address)
        let coded = try JSONEncoder().encode([form.address])
        #expect(try JSONDecoder().decode([Address].self, from: coded) == [form.address])
    }

    @Test(
        "What is not an address is refused",
        arguments: [
            "", "vault", "vault.", ".main", "vaults.main", "Vault.main", "vault.main.", "vault.ma in",
            "vault.main ", " vault.main", "vault.main@1", "server.web@1", "server.web.data", "disk.web",
            "disk.web.data@1", "copy.golden", "image.golden@0", "image.golden@", "image.golden@-1",
            "image.golden@01", "image.golden@x", "image.golden@99999999999999999999", "server.web[]",
            "server.web[-1]", "server.web[01]", #"server.web[""]"#, #"server.web["a]"#, "server.web[a]",
            "server.web[1", "server.web[1]x", "server.wéb", "image.golden@1@2", "image.golden@1.south",
        ])
    func refused(_ text: String) {
        #expect(Address(text) == nil)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Address].self, from: JSONEncoder().encode([text]))
        }
    }

    @Test("Random addresses come back from their text, and no two share one", arguments: 0..<8)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var seen: [String: Address] = [:]
        for _ in 0..<2000 {
            let address = Self.random(&random)
            let text = address.description
            #expect(Address(text) == address)
            if let other = seen[text] { #expect(other == address) }
            seen[text] = address
        }
    }

    @Test("What is read is what is written: no second spelling of an address", arguments: 0..<8)
    func oneSpelling(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<5000 {
            var bytes = Array(Self.random(&random).description.utf8)
            for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
                let index = bytes.indices.randomElement(using: &random)!
                bytes[index] = Array(#"a0.[]"@-_ "#.utf8).randomElement(using: &random)!
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let address = Address(text) { #expect(address.description == text) }
        }
    }

    @Test("The order is total: kinds as people read them, then names, instances, parts, generations")
    func order() {
        let inOrder = [
            "vault.a", "vault.b", "server.B", "server.a", "server.a[2]", "server.a[10]", #"server.a["1"]"#,
            #"server.a["b"]"#, "server.ab", "disk.a.x", "disk.a.y", "disk.a[0].a", "image.g", "image.g@2",
            "image.g@10", "copy.g.n@1", "copy.g.s",
        ].map { Address.of($0) }
        #expect(inOrder.shuffled().sorted() == inOrder)

        var random = SeededGenerator(seed: 3)
        let some = (0..<120).map { _ in Self.random(&random) }
        for a in some {
            for b in some { #expect([a < b, b < a, a == b].count { $0 } == 1) }
        }
    }

    @Test("A generation belongs to its series, a disk to its server")
    func parts() {
        let golden = Address.of("image.golden")
        #expect(golden.generation(4).description == "image.golden@4")
        #expect(golden.generation(4).series == golden)
        #expect(golden.series == golden)
        #expect(Address.of(#"disk.web["blue"].data"#).owner == Address.of(#"server.web["blue"]"#))
        #expect(golden.owner == nil)
        #expect(Address.of("server.web").owner == nil)
    }

    static func random(_ random: inout SeededGenerator) -> Address {
        func word() -> String {
            let letters = Array("abzAZ09_-")
            return String(
                (0..<Int.random(in: 1...3, using: &random)).map { _ in letters.randomElement(using: &random)!
                })
        }
        let kind = ResourceKind.allCases.randomElement(using: &random)!
        var address = Address(kind, word())
        switch Int.random(in: 0..<3, using: &random) {
        case 0: address.instance = .index(Int.random(in: 0...11, using: &random))
        case 1:
            let key = random.text(upTo: 4).filter { $0 != "\"" }
            address.instance = key.isEmpty || key.utf8.contains(0x22) ? nil : .key(key)
        default: break
        }
        if kind == .disk || kind == .copy { address.part = word() }
        if kind == .image || kind == .copy, Bool.random(using: &random) {
            address.generation = Int.random(in: 1...12, using: &random)
        }
        return address
    }
}
