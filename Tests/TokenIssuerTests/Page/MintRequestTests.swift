import HTTP
import Testing

@testable import token_issuer

@Suite struct MintRequestTests {
    @Test(
        "what is not worth a token is refused with a sentence",
        arguments: [
            MintRequest(subject: "", lifetime: 60),
            MintRequest(subject: String(repeating: "x", count: 257), lifetime: 60),
            MintRequest(scopes: ["a b"], lifetime: 60), MintRequest(scopes: [""], lifetime: 60),
            MintRequest(scopes: ["a\""], lifetime: 60), MintRequest(scopes: ["ä"], lifetime: 60),
            MintRequest(scopes: Array(repeating: "a", count: 65), lifetime: 60),
            MintRequest(lifetime: 0), MintRequest(lifetime: -1), MintRequest(lifetime: .max),
            MintRequest(lifetime: 60, keyThumbprint: "AAAA"), MintRequest(lifetime: 60, keyThumbprint: "="),
        ]
    )
    func refused(request: MintRequest) {
        #expect(throws: HTTPError.self) { try request.claims(of: pageIdentity, at: 0) }
    }

    @Test("the most that is allowed is allowed")
    func most() throws {
        let request = MintRequest(
            subject: String(repeating: "x", count: 256),
            scopes: Array(repeating: "a", count: 64),
            lifetime: 366 * 86_400
        )
        let claims = try request.claims(of: pageIdentity, at: 1)
        #expect(claims.issuedAt == 1)
        #expect(claims.lifetime == 366 * 86_400)
    }
}
