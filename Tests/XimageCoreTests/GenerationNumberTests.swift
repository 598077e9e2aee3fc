import Testing
import XimageCore

/// Numbers of generations as marks, names and addresses have them. Marks can be written by others.
@Suite struct GenerationNumberTests {
    @Test("Numbers that a generation can have", arguments: [1, 9, 10, 999_999])
    func possible(_ number: Int) {
        #expect(OperationMark("abcdefghij2345672345.g\(number).abcdefghij")?.generation == number)
        #expect(BackupName("golden-1_shop_abcdefghij_g\(number)")?.generation == number)
        #expect(Address("image.golden@\(number)")?.generation == number)
        #expect(Address("copy.golden.south@\(number)")?.generation == number)
    }

    @Test(
        "Other numbers are not read: counting on from the greatest one would overflow",
        arguments: ["9223372036854775807", "1000000", "-1", "+1", "01", "", "1x"])
    func impossible(_ text: String) {
        #expect(OperationMark("abcdefghij2345672345.g\(text).abcdefghij") == nil)
        #expect(BackupName("golden-1_shop_abcdefghij_g\(text)") == nil)
        #expect(Address("image.golden@\(text)") == nil)
    }

    @Test("What has no generations is marked with 0")
    func none() {
        #expect(OperationMark("abcdefghij2345672345.g0.abcdefghij")?.generation == 0)
        #expect(BackupName("golden-1_shop_abcdefghij_g0") == nil)
        #expect(Address("image.golden@0") == nil)
    }
}
