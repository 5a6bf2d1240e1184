import HTTP
import HTTPTypes
import Testing
import URI

@testable import token_issuer

@Suite struct OwnOriginTests {
    @Test(
        "only a request that the page of this origin sent to its host is let through",
        arguments: [
            ("http://127.0.0.1:8080", "127.0.0.1", true), ("http://127.0.0.1:8080", "127.0.0.1:8080", true),
            ("http://127.0.0.1", "127.0.0.1", false), ("https://127.0.0.1:8080", "127.0.0.1", false),
            ("http://localhost:8080", "localhost", false), ("http://127.0.0.1:8080", "evil.example", false),
            ("http://127.0.0.1:8080/", "127.0.0.1", false), ("http://127.0.0.1:8080", nil, false),
        ]
    )
    func origins(origin: String, host: String?, isAllowed: Bool) throws {
        let own = OwnOrigin(origin: try #require(HTTPOrigin("http://127.0.0.1:8080")))
        let answer = own.answer(to: .page("/try/token", "", origin: [origin], host: host))
        #expect(answer?.status == (isAllowed ? nil : .forbidden))
    }
}
