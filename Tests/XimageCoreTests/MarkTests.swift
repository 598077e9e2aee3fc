import Testing
import XimageCore
import XimageTestSupport

@Suite struct MarkTests {
    /// Computed with another program: the start of the base32 of SHA-256.
    @Test(
        "The owner mark is the project and a digest of the series",
        arguments: [
            ("vault.main", "shop_jueaxasi5p"), ("server.web", "shop_jjnjnxot62"),
            (#"server.web["blue"]"#, "shop_nyt5o2amku"), ("disk.web.data", "shop_k3ltdn4pn7"),
            ("image.golden", "shop_xd5a7qlulq"), ("image.golden@7", "shop_xd5a7qlulq"),
        ])
    func owner(_ address: String, _ mark: String) {
        #expect(Mark.owner(project: "shop", address: .of(address)) == mark)
        #expect(Mark.belongs(mark, to: "shop"))
    }

    @Test("The digest of any length is the start of the longest")
    func digest() {
        let whole = "4oymiquy7qobjgx36tejs35zeqt24qpemsnzgtfeswmrw6csxbk"
        for length in 0...51 { #expect(Mark.digest("", characters: length) == whole.prefix(length)) }
    }

    @Test(
        "A mark belongs to its project alone",
        arguments: [
            ("shop_jueaxasi5p", "shop", true), ("shop_jueaxasi5p", "sho", false),
            ("shop_jueaxasi5p", "shop_", false), ("my_shop_jueaxasi5p", "my_shop", true),
            ("my_shop_jueaxasi5p", "shop", false), ("shop_jueaxasi5", "shop", false), ("shop", "shop", false),
            ("", "", false), ("_jueaxasi5p", "", true),
        ])
    func belongs(_ mark: String, _ project: String, _ expected: Bool) {
        #expect(Mark.belongs(mark, to: project) == expected)
    }

    @Test("Marks fit the narrowest service: 43 characters of letters, digits, hyphen, underscore and point")
    func fits() {
        var random = SeededGenerator(seed: 1)
        let longest = OperationMark(
            operation: OperationID(using: &random), generation: 9_999_999_999, digest: "abcdefghij")
        let owner = Mark.owner(project: String(repeating: "p", count: 32), address: .of("image.golden"))
        for text in [longest.description, owner] {
            #expect(text.utf8.count <= 43)
            #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
        }
    }

    @Test("An operation mark comes back from its text", arguments: 0..<4)
    func operation(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let mark = OperationMark(
                operation: OperationID(using: &random),
                generation: Int.random(in: 0...99_999, using: &random),
                digest: Mark.digest("\(random.next())", characters: 10))
            #expect(OperationMark(mark.description) == mark)
        }
    }

    @Test(
        "What is no operation mark is refused",
        arguments: [
            "", "abcdefghijklmnopqrst", "abcdefghijklmnopqrst.g1", "abcdefghijklmnopqrst.g1.",
            "abcdefghijklmnopqrst.1.abc", "abcdefghijklmnopqrst.g-1.abc", "abcdefghijklmnopqrst.g1.abc.d",
            "abcdefghijklmnopqrs.g1.abc", "ABCDEFGHIJKLMNOPQRST.g1.abc", "abcdefghijklmnopqrs1.g1.abc",
        ])
    func refused(_ text: String) { #expect(OperationMark(text) == nil) }

    @Test("Operation ids differ, have the form of the tag, and name one UUID of version 5 each")
    func ids() {
        var random = SeededGenerator(seed: 9)
        var texts: Set<String> = []
        var uuids: Set<String> = []
        for _ in 0..<2000 {
            let id = OperationID(using: &random)
            #expect(OperationID(id.text) == id)
            texts.insert(id.text)
            uuids.insert(id.uuid)
        }
        #expect(texts.count == 2000)
        #expect(uuids.count == 2000)
        #expect(OperationID("abcdefghijklmnopqrst")?.uuid == "dd65eea0-329d-5b94-b171-87af9dff28c3")
    }
}
