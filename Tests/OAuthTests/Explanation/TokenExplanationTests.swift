import JOSE
import Testing

@testable import OAuth

@Suite struct TokenExplanationTests {
    @Test func aCheckThatHoldsIsToldWithItsFinding() {
        var explanation = TokenExplanation()
        explanation.run("a", finding: "f") { () throws(TokenValidationError) in }
        #expect(explanation.checks.map(\.name) == ["a"])
        #expect(explanation.checks.map(\.outcome) == [.passed])
        #expect(explanation.checks.map(\.finding) == ["f"])
        #expect(explanation.refusal == nil)
    }

    @Test func theFirstCheckThatFailsIsTheReason() {
        var explanation = TokenExplanation()
        explanation.skip(["s"], because: "r")
        explanation.run("a", finding: "f") { () throws(TokenValidationError) in
            throw .tokenNotYetValid(detail: "d")
        }
        explanation.add(.invalidAudience(), "b", "")
        #expect(explanation.refusal == .tokenNotYetValid)
        #expect(
            explanation.checks.map(\.outcome) == [.skipped, .failed(.tokenNotYetValid), .failed(.invalidAudience)]
        )
        #expect(explanation.checks.map(\.finding) == ["r", "f; d", ""])
    }

    @Test func programsAreToldTheSame() {
        var explanation = TokenExplanation()
        explanation.run("a", finding: "f") { () throws(TokenValidationError) in }
        explanation.add(.invalidAudience(), "b", "g")
        explanation.hints = ["h"]
        let report: JSONObject = [
            "accepted": false,
            "error_code": "invalid_audience",
            "checks": [
                ["name": "a", "outcome": "passed", "finding": "f"],
                ["name": "b", "outcome": "failed", "error_code": "invalid_audience", "finding": "g"],
            ],
            "hints": ["h"],
        ]
        #expect(explanation.report == report)
    }
}
