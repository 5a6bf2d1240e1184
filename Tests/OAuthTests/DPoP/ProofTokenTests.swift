import JOSE
import Testing

@testable import OAuth
@testable import URI

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

    @Test("a proof of another key is refused before its signature is verified, and before a key is made of it")
    func bindingFirst() async throws {
        let thief = try DPoPClient()
        let notOnCurve: JSONObject = [
            "kty": "EC", "crv": "P-256", "x": .string(Base64URL.encode([UInt8](repeating: 1, count: 32))),
            "y": .string(Base64URL.encode([UInt8](repeating: 1, count: 32))),
        ]
        for jwk in [thief.jwk, notOnCurve, LongKey.jwk(bits: 9000)] {
            let alg: JSONValue = jwk["kty"] == "RSA" ? "RS256" : "ES256"
            let proof = try client.proof(header: ["jwk": .object(jwk), "alg": alg])
            try await client.expectRefusal(.dpopBindingMismatch, [proof])
            let unbound = try await client.token(boundTo: .some(nil))
            try await client.expectRefusal(.dpopBindingMismatch, [proof], token: unbound)
        }
    }

    @Test("an RSA key of more than 8192 bits is never verified with, not even by its owner", arguments: [8193, 9000])
    func longKey(bits: Int) async throws {
        let jwk = LongKey.jwk(bits: bits)
        let proof = try client.proof(header: ["jwk": .object(jwk), "alg": "RS256"])
        let token = try await client.token(boundTo: JWK.thumbprint(of: jwk))
        let error = await #expect(throws: TokenValidationError.self) { try await client.present([proof], token: token) }
        #expect(error?.code == .dpopProofInvalid)
        #expect(error?.detail == "jwk: \(JWKError.modulusTooLong)")
    }
}

/// An RSA key that is no product of primes, but as long as one wants.
private enum LongKey {
    static func jwk(bits: Int) -> JSONObject {
        var modulus = [UInt8](repeating: 0x5B, count: (bits + 7) / 8)
        modulus[0] = 1 << UInt8((bits - 1) % 8)
        return ["kty": "RSA", "n": .string(Base64URL.encode(modulus)), "e": "AQAB"]
    }
}

@Suite("RFC 9449 §6: whether a token is bound, and to what")
struct ConfirmationTests {
    private static let thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"

    @Test("jkt is the one binding that is known")
    func known() {
        #expect(Confirmation(["jkt": .string(Self.thumbprint)])?.keyThumbprint == Self.thumbprint)
    }

    @Test(
        "a binding that is malformed, or that nothing checks, is not taken for none",
        arguments: [
            .null, "x", [], .object([:]), ["jkt": 1], ["jkt": ""], ["jkt": "short"], ["x5t#S256": "short"],
            ["jkt": .string(thumbprint), "x5t#S256": 5], ["jkt": .string(thumbprint + "=")],
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
        // The key and every claim are wrong; then they are mended one after another.
        var claims: [String: JSONValue?] = [
            "htm": "POST", "htu": "https://a.example/", "nonce": "x", "iat": 1_600_000_000, "ath": "x",
        ]
        func expectRefusal(_ code: TokenValidationError.Code, signedBy signer: DPoPClient? = nil) async throws {
            let proof = try (signer ?? client).proof(claims, header: ["jwk": .object(client.jwk)])
            try await client.expectRefusal(code, [proof], by: validator)
        }
        try await client.expectRefusal(.dpopBindingMismatch, [other.proof(claims)], by: validator)
        try await expectRefusal(.dpopProofInvalid, signedBy: other)
        try await expectRefusal(.dpopMethodMismatch)
        claims["htm"] = "GET"
        try await expectRefusal(.dpopTargetMismatch)
        claims["htu"] = .string(DPoPClient.url)
        try await expectRefusal(.dpopNonceRequired)
        claims["nonce"] = nonce
        try await expectRefusal(.dpopProofExpired)
        claims["iat"] = 1_800_000_000
        try await expectRefusal(.dpopProofTooNew)
        claims["iat"] = 1_700_000_000
        try await expectRefusal(.dpopTokenHashMismatch)
        claims["ath"] = client.claims["ath"]
        try await client.present([client.proof(claims)], to: validator)
        try await expectRefusal(.dpopProofReplayed)
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
