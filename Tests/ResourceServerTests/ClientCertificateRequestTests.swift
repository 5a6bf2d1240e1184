import HTTP
import JOSE
import OAuth
import ResourceServerTestSupport
import TestSupport
import Testing

@testable import ResourceServer

@Suite("Tokens that are bound to a client certificate") struct ClientCertificateRequestTests {
    private static let certificate = SampleCertificate.pem
    private static let thumbprint = JSONValue.string(SampleCertificate.thumbprint)

    private func code(
        _ api: GuardFixture,
        _ claims: JSONObject,
        under mode: CertificateBoundTokens = .allowed,
        _ fields: [(name: String, value: String)] = [],
        certificate: String? = certificate
    ) async throws -> TokenValidationError.Code? {
        let server = ResourceServer(
            validator: api.validator,
            dpop: .allowed,
            proofs: api.protection(),
            certificates: mode
        )
        let token = try api.token(claims: claims)
        let request = try Request.with(
            [("Authorization", "Bearer \(token)")] + fields,
            metaVariables: certificate.map { ["CLIENT_CERTIFICATE": $0] } ?? [:]
        )
        let decision = server.decideAtOnce(request, isOptional: false)
        let later = await server.decide(request)
        #expect(decision == nil || decision?.isLetThrough == later.isLetThrough)
        if case .refused(let refusal) = later { return refusal.error.code }
        return nil
    }

    @Test func aBoundTokenIsGoodOnlyOverItsConnection() async throws {
        let api = try GuardFixture()
        let bound: JSONObject = ["cnf": ["x5t#S256": Self.thumbprint]]
        #expect(try await code(api, bound) == nil)
        #expect(try await code(api, bound, certificate: nil) == .certificateBindingMismatch)
        #expect(try await code(api, bound, certificate: "") == .certificateBindingMismatch)
        #expect(try await code(api, bound, certificate: Self.certificate + "x") == .certificateBindingMismatch)
        #expect(try await code(api, bound, under: .disabled) == .certificateBindingMismatch)
        #expect(try await code(api, [:], under: .required) == .certificateBindingMismatch)
        #expect(try await code(api, [:], certificate: nil) == nil)
    }

    @Test func whatAClientSendsIsNoCertificate() async throws {
        let api = try GuardFixture()
        let bound: JSONObject = ["cnf": ["x5t#S256": Self.thumbprint]]
        let line = Self.certificate.replacing("\n", with: "%0A").replacing(" ", with: "%20")
        for name in ["CLIENT_CERTIFICATE", "Client-Certificate", "Client-Cert", "X-SSL-Client-Cert"] {
            let code = try await code(api, bound, [(name, line)], certificate: nil)
            #expect(code == .certificateBindingMismatch, "\(name)")
        }
    }

    @Test("a token that is bound to a key and to a certificate needs both")
    func bothBindings() async throws {
        let api = try GuardFixture()
        let server = ResourceServer(validator: api.validator, dpop: .allowed, proofs: api.protection())
        let claims: JSONObject = ["cnf": ["x5t#S256": Self.thumbprint, "jkt": .string(api.thumbprint)]]
        let token = try api.token(claims: claims)
        let proof = try api.proof(for: token)
        func code(_ fields: [(name: String, value: String)], _ certificate: String?) async throws
            -> TokenValidationError.Code?
        {
            let variables = certificate.map { ["CLIENT_CERTIFICATE": $0] } ?? [:]
            let decision = await server.decide(try Request.with(fields, metaVariables: variables))
            if case .refused(let refusal) = decision { return refusal.error.code }
            return nil
        }
        let withProof = [("Authorization", "DPoP \(token)"), ("DPoP", proof)]
        let without = [("Authorization", "Bearer \(token)")]
        // A request without the certificate does not use the proof up.
        #expect(try await code(withProof, nil) == .certificateBindingMismatch)
        #expect(try await code(without, Self.certificate) == .dpopBindingMismatch)
        #expect(try await code(without, nil) == .certificateBindingMismatch)
        #expect(try await code(withProof, Self.certificate) == nil)
        #expect(try await code(withProof, Self.certificate) == .dpopProofReplayed)
    }

    @Test func theRefusalIsTheOneOfABadToken() async throws {
        let api = try GuardFixture()
        let server = api.resourceServer(.disabled)
        let token = try api.token(claims: ["cnf": ["x5t#S256": Self.thumbprint]])
        let request = try Request.with([("Authorization", "Bearer \(token)")])
        let response = server.refuse(request, await server.decide(request))
        #expect(response.status == .unauthorized)
        #expect(try response.member("error_code") == "certificate_binding_mismatch")
        #expect(try response.values(of: "WWW-Authenticate").first?.contains(#"error="invalid_token""#) == true)
    }
}
