import Testing

@testable import OAuth

@Suite struct DPoPModeTests {
    @Test(
        arguments: [
            (DPoPMode.allowed, false, nil), (.allowed, true, nil), (.required, false, .bearerNotAllowed),
            (.required, true, nil), (.observe, false, nil), (.observe, true, nil), (.disabled, false, nil),
            (.disabled, true, .dpopNotAllowed),
        ] as [(DPoPMode, Bool, TokenValidationError.Code?)]
    )
    func aTokenIsTakenAsTheRuleSays(rule: DPoPMode, isWithProof: Bool, code: TokenValidationError.Code?) async throws {
        #expect(try await .refusing { try rule.checkPresentation(withProof: isWithProof) } == code)
    }

    @Test(arguments: DPoPMode.allCases) func whatIsObservedIsWhatRequiredWouldRefuse(mode: DPoPMode) async throws {
        for isWithProof in [false, true] {
            let code: TokenValidationError.Code? = try await .refusing {
                try DPoPMode.required.checkPresentation(withProof: isWithProof)
            }
            #expect(mode.observed(withProof: isWithProof)?.code == (mode == .observe ? code : nil))
        }
    }

    @Test func aBoundTokenIsNotTakenWithoutAProof() async throws {
        let client = try DPoPClient()
        let unbound = try await client.token(boundTo: .some(nil))
        try DPoPMode.checkUnproven(unbound.confirmation)
        let bound = try await client.token()
        let error = #expect(throws: TokenValidationError.self) { try DPoPMode.checkUnproven(bound.confirmation) }
        #expect(error?.code == .dpopBindingMismatch)
    }
}
