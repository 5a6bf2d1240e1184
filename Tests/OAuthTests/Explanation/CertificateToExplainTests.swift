import JOSE
import Testing

@testable import OAuth

@Suite struct CertificateToExplainTests {
    private static let certificate = ClientCertificate(pem: ClientCertificateTests.pem)

    private func explain(
        boundTo thumbprint: String?,
        _ certificate: ClientCertificate?,
        _ mode: CertificateBoundTokens
    ) async throws -> (check: TokenExplanation.Check?, hints: [String]) {
        var claims = TokenFixtures.claims
        if let thumbprint { claims["cnf"] = ["x5t#S256": .string(thumbprint)] }
        let explanation = try await TokenFixtures.validator().explain(
            TokenFixtures.token(claims),
            over: CertificateToExplain(certificate, under: mode),
            at: TokenFixtures.now
        )
        return (explanation.checks.first { $0.name == "client certificate" }, explanation.hints)
    }

    @Test func itTellsWhichCertificateIsWantedAndWhichIsThere() async throws {
        let thumbprint = ClientCertificateTests.thumbprint
        let good = try await explain(boundTo: thumbprint, Self.certificate, .allowed)
        #expect(good.check?.outcome == .passed)
        #expect(good.hints == [])
        let missing = try await explain(boundTo: thumbprint, nil, .allowed)
        #expect(missing.check?.outcome == .failed(.certificateBindingMismatch))
        #expect(missing.check?.finding.contains("bound to \(thumbprint); the connection has none") == true)
        #expect(missing.hints.contains { $0.contains("ssl_verify_client") })
        let unreadable = try await explain(boundTo: thumbprint, ClientCertificate(pem: "x"), .required)
        #expect(unreadable.check?.outcome == .failed(.certificateBindingMismatch))
    }

    @Test func nothingIsToldWhereNobodyAsksForOne() async throws {
        #expect(try await explain(boundTo: nil, Self.certificate, .allowed).check == nil)
        #expect(try await explain(boundTo: nil, Self.certificate, .disabled).check == nil)
        #expect(try await explain(boundTo: nil, nil, .required).check?.outcome == .failed(.certificateBindingMismatch))
    }

    @Test func aTokenThatCannotBeJudgedIsNotHeldAgainstIt() async throws {
        let explanation = try await TokenFixtures.validator().explain(
            "x",
            over: CertificateToExplain(nil, under: .required),
            at: TokenFixtures.now
        )
        #expect(explanation.checks.first { $0.name == "client certificate" }?.outcome == .skipped)
    }
}
