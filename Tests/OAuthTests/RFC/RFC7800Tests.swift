import JOSE
import Testing

@testable import OAuth

@Suite("RFC 7800 and RFC 8705, proof of possession: the claim cnf")
struct RFC7800Tests {
    private static let hash = "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"

    private func refusal(_ confirmation: JSONValue?) async throws -> TokenValidationError? {
        let token = try TokenFixtures.token(TokenFixtures.claims.with("cnf", confirmation))
        return try await TokenFixtures.validator(remembering: 10).refusal(of: token)
    }

    @Test("7800 §3.1: cnf is a JSON object", arguments: [.null, "jkt", 1, true, [], ["jkt"]] as [JSONValue])
    func object(confirmation: JSONValue) async throws {
        #expect(try await refusal(confirmation)?.code == .invalidClaims)
    }

    @Test(
        "7800 §3.2 to §3.5: a key that is named in a way that nothing here checks is no key that may be left out",
        arguments: [
            ["jwk": ["kty": "EC"]], ["jwe": "x"], ["kid": "x"], ["jku": "https://x.example/", "kid": "x"], [:],
        ] as [JSONValue]
    )
    func otherMethods(confirmation: JSONValue) async throws {
        #expect(try await refusal(confirmation)?.code == .invalidClaims)
    }

    @Test("7800 §3.1: more than one key is ambiguous")
    func twoKeys() async throws {
        let jkt: JSONValue = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        #expect(try await refusal(["jkt": jkt]) == nil)
        #expect(try await refusal(["jkt": jkt, "jwk": ["kty": "EC"]])?.code == .invalidClaims)
        // A certificate beside it is no other key: both have to be proven (RFC 8705 §3, RFC 9449 §6).
        #expect(try await refusal(["jkt": jkt, "x5t#S256": .string(Self.hash)]) == nil)
    }

    @Test("7800 §3.1: a member that is not understood is ignored beside one that is, as Keycloak writes one")
    func unknownMember() async throws {
        let jkt: JSONValue = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        #expect(try await refusal(["jkt": jkt, "kc-jkt-type": "DPoP"]) == nil)
        #expect(try await refusal(["kc-jkt-type": "DPoP"])?.code == .invalidClaims)
    }

    @Test("8705 §3.1: a token that is bound to a certificate says so to whoever has the connection")
    func certificate() async throws {
        let token = try TokenFixtures.token(TokenFixtures.claims.with("cnf", ["x5t#S256": .string(Self.hash)]))
        let accepted = try await TokenFixtures.validator().validate(token, at: TokenFixtures.now)
        #expect(accepted.confirmation?.certificateThumbprint == Self.hash)
        #expect(try await refusal(["x5t#s256": .string(Self.hash)])?.code == .invalidClaims)
        #expect(try await refusal(["x5t#S256": .string(Self.hash + "=")])?.code == .invalidClaims)
    }

    @Test("9449 §6.1: a token that is bound to a DPoP key says so to whoever uses it")
    func thumbprint() async throws {
        let jkt = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"
        let token = try TokenFixtures.token(TokenFixtures.claims.with("cnf", ["jkt": .string(jkt)]))
        let validator = try TokenFixtures.validator(remembering: 10)
        for _ in 0..<2 {
            let accepted = try await validator.validate(token, at: TokenFixtures.now)
            #expect(accepted.confirmation?.keyThumbprint == jkt)
            #expect(accepted.confirmedThumbprint == nil)
        }
    }
}
