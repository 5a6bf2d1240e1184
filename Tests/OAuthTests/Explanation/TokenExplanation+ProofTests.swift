import JOSE
import Testing

@testable import OAuth
@testable import URI

@Suite struct TokenExplanationProofTests {
    private let client: DPoPClient

    init() throws {
        client = try DPoPClient()
    }

    private func explain(
        _ proofs: [String],
        method: String = "GET",
        url: String = DPoPClient.url,
        nonces: ServerNonces? = nil,
        at now: NumericDate = DPoPClient.now
    ) async throws -> TokenExplanation {
        let request = DPoPRequest(proofs: proofs, method: method, target: TargetURI(url))
        let proof = ProofToExplain(request, policy: DPoPPolicy(), nonces: nonces)
        var explanation = TokenExplanation()
        let claims = try await client.token().registered
        await explanation.explain(proof, DPoPClient.presented(claims), at: now)
        return explanation
    }

    @Test func aGoodProofPassesEveryStepButTheOneThatTheServerAloneKnows() async throws {
        let explanation = try await explain([client.proof()])
        #expect(explanation.refusal == nil)
        #expect(explanation.checks.filter { $0.outcome == .skipped }.map(\.name) == ["proof: used once"])
        #expect(explanation.proofHeader?["typ"] == "dpop+jwt")
        #expect(explanation.proofClaims == client.claims)
    }

    @Test(arguments: [
        ("dpop_htm_mismatch", "proof: method"), ("dpop_htu_mismatch", "proof: target"),
        ("dpop_proof_expired", "proof: age"),
    ])
    func eachStepThatFailsIsTold(code: String, name: String) async throws {
        let later = DPoPClient.now + .seconds(3_600)
        let explanation = try await explain([client.proof()], method: "POST", url: "https://other.example/x", at: later)
        let expected = try #require(TokenValidationError.Code(rawValue: code))
        #expect(explanation.checks.first { $0.name == name }?.outcome == .failed(expected))
    }

    @Test func aProofOfAnotherKeyAndForAnotherTokenIsTold() async throws {
        let stranger = try DPoPClient()
        let explanation = try await explain([stranger.proof(["ath": "another"])])
        #expect(explanation.checks.first { $0.name == "proof: binding" }?.outcome == .failed(.dpopBindingMismatch))
        #expect(explanation.checks.first { $0.name == "proof: token hash" }?.outcome == .failed(.dpopTokenHashMismatch))
    }

    @Test func aMissingNonceIsToldWhereOneIsNeeded() async throws {
        let explanation = try await explain([client.proof()], nonces: ServerNonces(secret: nil))
        #expect(explanation.checks.first { $0.name == "proof: nonce" }?.outcome == .failed(.dpopNonceRequired))
    }

    @Test(arguments: [[], ["a", "b"], ["no proof"]])
    func aProofThatCannotBeReadLeavesTheRestUntold(proofs: [String]) async throws {
        let explanation = try await explain(proofs)
        #expect(explanation.refusal != nil)
        #expect(explanation.checks.map(\.name) == ["proof: form", "proof: all else"])
        #expect(explanation.proofHeader == nil)
    }
}
