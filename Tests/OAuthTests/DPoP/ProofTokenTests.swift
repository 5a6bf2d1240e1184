import JOSE
import Testing

@testable import OAuth

@Suite("RFC 9449 §4.3 step 12: the token, and its key")
struct ProofTokenTests {
    let client: DPoPClient

    init() throws {
        client = try DPoPClient()
    }

    @Test("ath is the hash of the token as it was sent")
    func tokenHash() async throws {
        let hash = Base64URL.encode(SHA256.digest(of: DPoPClient.tokenText))
        let other = Base64URL.encode(SHA256.digest(of: "another"))
        for ath in [other, "", hash + "=", hash.lowercased(), DPoPClient.tokenText] {
            try await client.expectRefusal(.dpopTokenHashMismatch, [client.proof(["ath": .string(ath)])])
        }
    }

    @Test("the token is bound to the key of the proof, not to another")
    func otherKey() async throws {
        let thief = try DPoPClient()
        try await thief.expectRefusal(.dpopBindingMismatch, [thief.proof()], token: client.token())
    }

    @Test("a token that is not bound is refused with a proof")
    func unbound() async throws {
        try await client.expectRefusal(.dpopBindingMismatch, [client.proof()], token: client.token(boundTo: .some(nil)))
    }

    @Test("a refusal tells whose token it was")
    func identity() async throws {
        let error = await #expect(throws: TokenValidationError.self) { try await client.present([]) }
        #expect(error?.identity?.subject == "alice")
    }
}

@Suite("RFC 9449 §6: whether a token is bound, and to what")
struct ConfirmationTests {
    private static let thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"

    @Test("jkt is the one binding that is known")
    func known() {
        #expect(Confirmation(["jkt": .string(Self.thumbprint)]) == .keyThumbprint(Self.thumbprint))
    }

    @Test(
        "a binding that is malformed, or that nothing checks, is not taken for none",
        arguments: [
            .null, "x", [], .object([:]), ["jkt": 1], ["jkt": ""], ["jkt": "short"], ["x5t#S256": .string(thumbprint)],
            ["jkt": .string(thumbprint), "x5t#S256": .string(thumbprint)], ["jkt": .string(thumbprint + "=")],
            ["jkt": [.string(thumbprint)]], ["JKT": .string(thumbprint)],
        ] as [JSONValue]
    )
    func malformed(claim: JSONValue) {
        #expect(Confirmation(claim) == nil)
        #expect(throws: TokenValidationError.self) { try RegisteredClaims(["exp": 1, "cnf": claim]) }
    }
}

@Suite("RFC 9449 §7.1: all checks pass, in their order")
struct ProofOrderTests {
    @Test("the first check that fails decides")
    func order() async throws {
        let client = try DPoPClient()
        let other = try DPoPClient()
        let nonces = try ServerNonces()
        let validator = DPoPValidator(nonces: nonces)
        let nonce = JSONValue.string(nonces.nonce(at: DPoPClient.now))
        // Every claim is wrong; then they are mended one after another.
        var claims: [String: JSONValue?] = [
            "htm": "POST", "htu": "https://a.example/", "nonce": "x", "iat": 1_600_000_000, "ath": "x",
        ]
        func expectRefusal(_ code: TokenValidationError.Code, by signer: DPoPClient) async throws {
            try await client.expectRefusal(code, [signer.proof(claims)], by: validator)
        }
        try await expectRefusal(.dpopMethodMismatch, by: other)
        claims["htm"] = "GET"
        try await expectRefusal(.dpopTargetMismatch, by: other)
        claims["htu"] = .string(DPoPClient.url)
        try await expectRefusal(.dpopNonceRequired, by: other)
        claims["nonce"] = nonce
        try await expectRefusal(.dpopProofExpired, by: other)
        claims["iat"] = 1_800_000_000
        try await expectRefusal(.dpopProofTooNew, by: other)
        claims["iat"] = 1_700_000_000
        try await expectRefusal(.dpopTokenHashMismatch, by: other)
        claims["ath"] = client.claims["ath"]
        try await expectRefusal(.dpopBindingMismatch, by: other)
        try await client.present([client.proof(claims)], to: validator)
        try await expectRefusal(.dpopProofReplayed, by: client)
    }

    @Test("a request for a token needs a proof without ath (RFC 9449 §5)")
    func tokenRequest() async throws {
        let client = try DPoPClient()
        let validator = DPoPValidator()
        let request = DPoPRequest(
            proofs: [try client.proof(["ath": nil])],
            method: "GET",
            target: TargetURI(DPoPClient.url)
        )
        #expect(try await validator.validate(request, at: DPoPClient.now) == client.thumbprint)
        let code = try await TokenValidationError.Code.refusing {
            _ = try await validator.validate(request, at: DPoPClient.now)
        }
        #expect(code == .dpopProofReplayed)
    }
}
