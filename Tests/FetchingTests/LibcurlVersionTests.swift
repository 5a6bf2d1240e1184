import Fetching
import Testing

@Suite struct LibcurlVersionTests {
    @Test func itIsToldWithWhatItIsMadeOf() {
        #expect(LibcurlVersion.linked.contains(/^\d+\.\d+\.\d+/))
        #expect(LibcurlVersion.built.contains(/^\d+\.\d+\.\d+/))
        #expect(LibcurlVersion.parts.contains { $0.hasPrefix("OpenSSL/") })
    }
}
