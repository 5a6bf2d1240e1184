import HTTP
import HTTPTypes
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing
import URI

/// An explanation ends as the guard does.
@Suite("What is explained, and what is done")
struct GuardExplanationTests {
    struct Case: Sendable {
        let isBound: Bool
        let rule: DPoPMode
        let isWithProof: Bool

        static let all = [false, true].flatMap { isBound in
            DPoPMode.allCases.flatMap { rule in
                [false, true].map { Case(isBound: isBound, rule: rule, isWithProof: $0) }
            }
        }

        var code: TokenValidationError.Code? {
            switch (rule, isWithProof, isBound) {
            case (.required, false, _): .bearerNotAllowed
            case (.disabled, true, _): .dpopNotAllowed
            case (_, false, true), (_, true, false): .dpopBindingMismatch
            case (_, true, true), (_, false, false): nil
            }
        }
    }

    private let fixture: GuardFixture

    init() throws {
        fixture = try GuardFixture()
    }

    @Test("a token, with a proof or without", arguments: Case.all)
    func verdict(of subject: Case) async throws {
        let token = try fixture.token(isBound: subject.isBound)
        let proof = subject.isWithProof ? try fixture.proof(for: token) : nil
        #expect(try await explain(token, proof, subject.rule).refusal == subject.code)
        #expect(try await refusal(of: token, proof, subject.rule) == subject.code)
    }

    @Test("a scope is not asked for before the proof, nor is the token looked at before its presentation")
    func order() async throws {
        let token = try fixture.token(isBound: true)
        for rule in DPoPMode.allCases {
            let explanation = try await explain(token, nil, rule, requiring: [.scope("none")])
            #expect(explanation.refusal == Case(isBound: true, rule: rule, isWithProof: false).code)
            let handler = fixture.resourceServer(rule).requiring(.scope("none")) { _, _ in Response(status: .ok) }
            let response = try await handler.respond(to: .with([("Authorization", "Bearer \(token)")]))
            #expect(try response.member("error_code") == explanation.refusal?.rawValue)
        }
        #expect(try await explain("no token", nil, .required).refusal == .bearerNotAllowed)
        #expect(try await refusal(of: "x.y.z", nil, .required) == .bearerNotAllowed)
    }

    @Test("a report names both rules, and what is needed")
    func report() async throws {
        let explanation = try await explain(fixture.token(isBound: true), nil, .allowed)
        #expect(explanation.checks.first?.name == "presentation")
        #expect(explanation.checks.first?.outcome == .passed)
        let binding = explanation.checks.first { $0.name == "binding" }
        #expect(binding?.outcome == .failed(.dpopBindingMismatch))
        #expect(binding?.finding.hasPrefix("a proof made with the key is needed") == true)
        let unreadable = try await explain("opaque", nil, .allowed)
        #expect(unreadable.checks.first { $0.name == "binding" }?.outcome == .skipped)
    }

    private func explain(
        _ token: String,
        _ proof: String?,
        _ rule: DPoPMode,
        requiring scopes: [AccessRequirement] = []
    ) async throws -> TokenExplanation {
        let proof = proof.map { proof in
            let target = TargetURI("https://api.example.com/private")
            return ProofToExplain(DPoPRequest(proofs: [proof], method: "GET", target: target), policy: DPoPPolicy())
        }
        return await fixture.validator.explain(token, requiring: scopes, presentedWith: proof, under: rule, at: .now)
    }

    private func refusal(of token: String, _ proof: String?, _ rule: DPoPMode) async throws -> TokenValidationError
        .Code?
    {
        let fields =
            [("Authorization", "\(proof == nil ? "Bearer" : "DPoP") \(token)")] + (proof.map { [("DPoP", $0)] } ?? [])
        let request = try Request.with(fields)
        do throws(TokenValidationError) {
            _ = try await fixture.resourceServer(rule).accessToken(of: request)
            return nil
        } catch {
            return error.code
        }
    }
}
