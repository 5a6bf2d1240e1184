import OpenSSL
import Testing

@Suite struct OpenSSLVersionTests {
    @Test func itIsOneOfTheThird() {
        #expect(OpenSSLVersion.linked.contains(/^3\.\d+\.\d+/))
        #expect(OpenSSLVersion.built.contains(/^3\.\d+\.\d+/))
    }
}
