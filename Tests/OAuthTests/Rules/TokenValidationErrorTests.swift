import Testing

@testable import OAuth

@Suite struct TokenValidationErrorTests {
    /// RFC 6750 §3: `%x20-21 / %x23-5B / %x5D-7E`.
    @Test(arguments: TokenValidationError.Code.allCases)
    func everyReasonHasASentenceThatAHeaderMayCarry(code: TokenValidationError.Code) {
        let sentence = TokenValidationError(code).sentence.description
        #expect(sentence.hasSuffix("."))
        #expect(sentence.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C })
    }

    @Test func reasonsHaveTheNamesThatUsersRelyOn() {
        let names: Set = [
            "token_missing", "invalid_request", "token_too_large", "token_malformed", "invalid_algorithm",
            "invalid_issuer",
            "jwks_key_not_found", "jwks_fetch_failed", "invalid_signature", "token_expired", "token_not_yet_valid",
            "invalid_audience", "invalid_claims", "insufficient_scope",
        ]
        #expect(names.isSubset(of: TokenValidationError.Code.allCases.map(\.rawValue)))
    }

    @Test func sentencesTellReasonsApart() {
        let sentences = TokenValidationError.Code.allCases.map { TokenValidationError($0).sentence.description }
        #expect(Set(sentences).count == sentences.count)
    }
}
