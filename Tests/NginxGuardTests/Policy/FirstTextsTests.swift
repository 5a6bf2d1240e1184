import Synchronization
import ResourceServerTestSupport
import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("Texts that are told about once")
struct FirstTextsTests {
    private final class Told: Sendable {
        let texts = Mutex<[String]>([])
    }

    @Test("each is told about the first time")
    func once() {
        let told = Told()
        let texts = FirstTexts { text in told.texts.withLock { $0.append(text) } }
        for text in ["a", "b", "a", "", ""] { texts.tell(text) }
        #expect(told.texts.withLock(\.self) == ["a", "b", ""])
    }

    @Test("texts that look alike are two")
    func lookalikes() {
        let told = Told()
        let texts = FirstTexts { text in told.texts.withLock { $0.append(text) } }
        for text in ["K", "\u{212A}"] { texts.tell(text) }
        #expect(told.texts.withLock(\.count) == 2)
    }

    @Test("after 64 none is told about")
    func bound() {
        let told = Told()
        let texts = FirstTexts { text in told.texts.withLock { $0.append(text) } }
        for _ in 0..<2 {
            for number in 0..<100 { texts.tell("\(number)") }
        }
        #expect(told.texts.withLock(\.self) == (0..<64).map { "\($0)" })
    }
}
