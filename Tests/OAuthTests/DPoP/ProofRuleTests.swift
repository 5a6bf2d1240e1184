import Testing

@testable import OAuth

@Suite struct ProofRuleTests {
    @Test(
        arguments: [
            (ProofRule.allowed, false, nil), (.allowed, true, nil), (.required, false, .bearerNotAllowed),
            (.required, true, nil), (.disabled, false, nil), (.disabled, true, .dpopNotAllowed),
        ] as [(ProofRule, Bool, TokenValidationError.Code?)]
    )
    func aTokenIsTakenAsTheRuleSays(rule: ProofRule, isWithProof: Bool, code: TokenValidationError.Code?) async throws {
        #expect(try await .refusing { try rule.checkPresentation(withProof: isWithProof) } == code)
    }

    @Test func aBoundTokenIsNotTakenWithoutAProof() throws {
        let client = try DPoPClient()
        try ProofRule.checkUnproven(client.token(boundTo: .some(nil)))
        let bound = try client.token()
        let error = #expect(throws: TokenValidationError.self) { try ProofRule.checkUnproven(bound) }
        #expect(error?.code == .dpopBindingMismatch)
        #expect(error?.identity?.subject == "alice")
    }
}
