import Testing
import XimageCore
import XimagePlanning
import XimageTestSupport

@Suite("Messages of plans")
struct NoticeTests {
    @Test("Each is whole in both languages, with the same placeholders")
    func isWhole() {
        #expect(Notice.planning.count > 50)
        #expect(NoticeProblems.of(Notice.planning) == [])
    }
}
