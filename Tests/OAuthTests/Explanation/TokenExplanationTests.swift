import JOSE
import Testing

@testable import OAuth

@Suite struct TokenExplanationTests {
    @Test func aCheckThatHoldsGivesItsValue() {
        var explanation = TokenExplanation()
        let value = explanation.run("a", finding: "f") { () throws(TokenValidationError) in 5 }
        #expect(value == 5)
        #expect(explanation.checks.map(\.name) == ["a"])
        #expect(explanation.checks.map(\.outcome) == [.passed])
        #expect(explanation.checks.map(\.finding) == ["f"])
        #expect(explanation.refusal == nil)
    }

    @Test func theFirstCheckThatFailsIsTheReason() {
        var explanation = TokenExplanation()
        explanation.skip(["s"], because: "r")
        let value: Int? = explanation.run("a", finding: "f") { () throws(TokenValidationError) in
            throw TokenValidationError(.tokenExpired, detail: "d")
        }
        #expect(value == nil)
        explanation.add(TokenValidationError(.invalidAudience), "b", "")
        #expect(explanation.refusal == .tokenExpired)
        #expect(explanation.checks.map(\.outcome) == [.skipped, .failed(.tokenExpired), .failed(.invalidAudience)])
        #expect(explanation.checks.map(\.finding) == ["r", "f; d", ""])
    }
}
