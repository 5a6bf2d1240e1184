import JOSE
import Testing

@testable import OAuth
@testable import URI

@Suite struct RefusedProofTests {
    private let client: DPoPClient

    init() throws {
        client = try DPoPClient()
    }

    private func explain(
        _ proofs: [String],
        refusedFor error: TokenValidationError,
        method: String = "GET"
    ) async throws -> TokenExplanation {
        let request = DPoPRequest(proofs: [], method: method, target: TargetURI(DPoPClient.url))
        let kept = RefusedProof(proofs)
        let subject = ProofToExplain(
            DPoPRequest(proofs: kept.fieldValues, method: method, target: request.target),
            policy: DPoPPolicy()
        )
        var explanation = TokenExplanation()
        let presented = DPoPClient.presented(try await client.token().registered)
        await explanation.explain(kept, subject, presented, refusedFor: error, at: DPoPClient.now)
        return explanation
    }

    private func outcome(_ explanation: TokenExplanation, _ name: String) -> TokenExplanation.Outcome? {
        explanation.checks.first { $0.name == name }?.outcome
    }

    @Test func nothingOfTheSignatureIsKept() throws {
        let text = try client.proof()
        let proof = RefusedProof([text])
        #expect(
            proof.fieldValues == [String(text[...text.index(text.lastIndex(of: ".") ?? text.startIndex, offsetBy: 0)])]
        )
        #expect(!"\(proof)".contains(text.suffix(20)))
        #expect(!"\(RefusedProof(["a.secret", "b"]))".contains("secret"))
    }

    @Test func aCheckOfTheRequestIsMadeAgainAndTheSignatureIsAsItWasFound() async throws {
        let explanation = try await explain([client.proof()], refusedFor: .dpopMethodMismatch, method: "POST")
        #expect(outcome(explanation, "proof: signature") == .passed)
        #expect(outcome(explanation, "proof: method") == .failed(.dpopMethodMismatch))
        #expect(outcome(explanation, "proof: token hash") == .passed)
    }

    @Test func aSignatureThatWasNotGoodIsTold() async throws {
        let explanation = try await explain([client.proof()], refusedFor: .dpopProofInvalid())
        #expect(explanation.refusal == .dpopProofInvalid)
        #expect(outcome(explanation, "proof: signature") == .failed(.dpopProofInvalid))
    }

    @Test func whereAnEarlierCheckHasRefusedTheProofItsSignatureWasNotLookedAt() async throws {
        let proof = try client.proof(header: ["typ": "JWT"])
        let explanation = try await explain([proof], refusedFor: .dpopProofInvalid(detail: "typ is not dpop+jwt"))
        #expect(outcome(explanation, "proof: type") == .failed(.dpopProofInvalid))
        #expect(outcome(explanation, "proof: signature") == .skipped)
    }

    @Test func thatItWasUsedBeforeIsTold() async throws {
        let explanation = try await explain([client.proof()], refusedFor: .dpopProofReplayed)
        #expect(explanation.refusal == .dpopProofReplayed)
        #expect(outcome(explanation, "proof: used once") == .failed(.dpopProofReplayed))
    }

    @Test func thatNobodyCouldBeAskedWhetherItWasUsedIsTold() async throws {
        let explanation = try await explain([client.proof()], refusedFor: .storeUnavailable(.usedProofs))
        #expect(outcome(explanation, "proof: signature") == .passed)
        #expect(outcome(explanation, "proof: used once") == .failed(.storeUnavailable))
    }

    @Test func whereTheListOfRevokedTokensWasMissingTheProofWasNotLookedAt() async throws {
        let explanation = try await explain([client.proof()], refusedFor: .storeUnavailable(.revokedTokens))
        #expect(outcome(explanation, "proof: signature") == .skipped)
        #expect(outcome(explanation, "proof: used once") == .skipped)
    }

    @Test func ofProofsThatCannotBeReadItIsSaidWhy() async throws {
        let two = try await explain([client.proof(), client.proof()], refusedFor: .dpopProofInvalid())
        #expect(two.checks.first?.finding == "2 header fields, one is right; two proofs")
        #expect(two.refusal == .dpopProofInvalid)
    }
}
