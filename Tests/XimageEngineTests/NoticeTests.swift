import Testing
import XimageCore
import XimageEngine
import XimageTestSupport

@Suite("Messages of runs")
struct NoticeTests {
    @Test("Each is whole in both languages, with the same placeholders")
    func isWhole() { #expect(NoticeProblems.of(Notice.engine) == []) }
}
