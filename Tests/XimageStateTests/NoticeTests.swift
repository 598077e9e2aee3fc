import Testing
import XimageCore
import XimageState
import XimageTestSupport

@Suite("Messages about state")
struct NoticeTests {
    @Test("Each is whole in both languages, with the same placeholders")
    func isWhole() { #expect(NoticeProblems.of(Notice.state) == []) }
}
