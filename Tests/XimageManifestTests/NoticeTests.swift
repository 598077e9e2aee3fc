import Testing
import XimageCore
import XimageManifest
import XimageTestSupport

@Suite("Messages about manifests")
struct NoticeTests {
    @Test("Each is whole in both languages, with the same placeholders")
    func isWhole() {
        #expect(Notice.language.count > 100)
        #expect(NoticeProblems.of(Notice.language + Notice.core) == [])
    }
}
