import JOSE
import OAuth
import TestSupport
import Testing
import URI

@testable import token_issuer

@Suite struct ProofMintTests {
    private static let now = NumericDate(secondsSinceEpoch: 1_700_000_000)
    private static let claims = ProofClaims(
        identifier: "1",
        method: "GET",
        url: "https://api.example.com/private?a=b#c",
        issuedAt: 1_700_000_000
    )

    private let key: SigningKey

    init() throws {
        key = try SigningKey.generate(.es256)
    }

    private func judge(_ claims: ProofClaims, defect: ProofDefect? = nil) async throws -> String {
        let request = DPoPRequest(
            proofs: [try ProofMint(key: key).mint(claims, defect: defect)],
            method: "GET",
            target: TargetURI("https://api.example.com/private")
        )
        return try await DPoPValidator().validate(request, at: Self.now)
    }

    @Test("a proof is good, and proves the key")
    func good() async throws {
        #expect(try await judge(Self.claims) == key.verificationKey.thumbprint)
    }

    @Test("a proof names URL, token and nonce, and a further claim replaces one of the same name")
    func contents() throws {
        var claims = Self.claims
        claims.accessToken = "token"
        claims.nonce = "n"
        claims.additional = [(name: "jti", value: 7)]
        let object = claims.object
        #expect(object["htu"] == "https://api.example.com/private")
        #expect(object["ath"] == .string(Base64URL.encode(SHA256.digest(of: "token"))))
        #expect(object["nonce"] == "n")
        #expect(object["jti"] == 7)
        #expect(Self.claims.object["ath"] == nil)
        #expect(Self.claims.object["nonce"] == nil)
    }

    @Test(
        "a defect makes a proof refused for what it spoils",
        arguments: [
            (.expired, .dpopProofExpired), (.tooNew, .dpopProofTooNew), (.wrongMethod, .dpopMethodMismatch),
            (.wrongURL, .dpopTargetMismatch), (.wrongType, .dpopProofInvalid), (.privateKey, .dpopProofInvalid),
            (.badSignature, .dpopProofInvalid),
        ] as [(ProofDefect, TokenValidationError.Code)]
    )
    func defect(defect: ProofDefect, code: TokenValidationError.Code) async throws {
        let error = await #expect(throws: TokenValidationError.self) { try await judge(Self.claims, defect: defect) }
        #expect(error?.code == code)
    }

    @Test("a proof for another token has another hash")
    func wrongToken() throws {
        var claims = Self.claims
        claims.accessToken = "token"
        let jws = try CompactJWS(ProofMint(key: key).mint(claims, defect: .wrongToken))
        let spoiled = try jws.verifiedClaims(with: key.verificationKey, algorithm: .es256)
        #expect(spoiled["ath"] != nil)
        #expect(spoiled["ath"] != claims.object["ath"])
    }
}
