import JOSE
import TestSupport
import Testing

@testable import JWKS
@testable import OAuth

@Suite struct IssuerTests {
    private func issuer(_ keys: [JWK]) -> Issuer {
        let cache = JWKSCache(fetch: { _ in throw TokenFixtures.NoNetwork() })
        return Issuer(
            IssuerPolicy(issuer: TokenFixtures.issuer, audiences: [], keySource: .fixed(JWKSet(keys))),
            cache
        )
    }

    /// One that serves another key than that of ``unnamedToken``.
    private func fetchingIssuer() throws -> (CacheHarness, Issuer) {
        let harness = CacheHarness()
        harness.scripted.answer(CacheHarness.jwksURI, TokenFixtures.document(try TokenFixtures.key(.ed25519)))
        let source = KeySource.jwksURI(CacheHarness.jwksURI)
        let policy = IssuerPolicy(issuer: TokenFixtures.issuer, audiences: [], keySource: source)
        return (harness, Issuer(policy, harness.cache))
    }

    private func code(_ issuer: Issuer, _ token: String, _ algorithm: JWSAlgorithm) async throws
        -> TokenValidationError.Code?
    {
        let jws = try CompactJWS(token)
        do throws(TokenValidationError) {
            _ = try await verify(jws, algorithm, issuer)
            return nil
        } catch {
            return error.code
        }
    }

    /// As the rule about the signature does.
    private func verify(
        _ jws: CompactJWS,
        _ algorithm: JWSAlgorithm,
        _ issuer: Issuer
    ) async throws(TokenValidationError) -> VerifyingKey {
        var tried: [JWK] = []
        if let key = try issuer.verifyAtOnce(jws, algorithm, &tried) { return key }
        return try await issuer.verify(jws, algorithm, afterTrying: tried)
    }

    @Test("claims of which equal texts are kept once are as they were, to the code point")
    func sharedClaims() throws {
        let issuer = issuer([])
        func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }
        for texts in [["a", "b"], ["a", "b"], ["b", "a"], ["a"], [], ["caf\u{E9}"], ["cafe\u{301}"], ["caf\u{E9}"]] {
            let name = texts.first ?? TokenFixtures.issuer
            let values = JSONValue.array(texts.map { .string($0) })
            let claims: JSONObject = ["iss": .string(name), "aud": values, "scope": values, "exp": 1]
            let shared = issuer.shared(try RegisteredClaims(claims))
            #expect(bytes([shared.issuer]) == bytes([name]))
            #expect(bytes(shared.audiences) == bytes(texts))
            #expect(bytes(shared.scopes) == bytes(texts))
        }
    }

    @Test func theKeyOfTheTokensIDVerifies() async throws {
        let key = try TokenFixtures.key()
        let issuer = issuer([key.verificationKey])
        #expect(try await code(issuer, TokenFixtures.token(), .es256) == nil)
        let jws = try CompactJWS(TokenFixtures.token())
        #expect(jws.header.keyID == key.keyID)
        #expect(try await verify(jws, .es256, issuer).generation == issuer.keys.generation)
    }

    @Test func everyKeyOfOneIDIsTried() async throws {
        let keys = try (0..<3).map { _ in try SigningKey.generate(.es256, keyID: "same") }
        let issuer = issuer(keys.map(\.verificationKey))
        for key in keys { #expect(try await code(issuer, TokenFixtures.token(by: key), .es256) == nil) }
        let other = try SigningKey.generate(.es256, keyID: "same")
        #expect(try await code(issuer, TokenFixtures.token(by: other), .es256) == .invalidSignature)
    }

    @Test func anIDIsComparedByItsCodePoints() async throws {
        let key = try SigningKey.generate(.es256, keyID: "caf\u{E9}")
        let token = try TokenFixtures.token(header: ["kid": "cafe\u{301}"], by: key)
        #expect(try await code(issuer([key.verificationKey]), token, .es256) == .keyNotFound)
    }

    /// RFC 8037 A.2 and A.4: the header is {"alg":"EdDSA"}.
    private static let unnamedToken =
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6"
        + "dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    private static let unnamedKey: JSONObject = [
        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    ]

    @Test func withoutAnIDTheKeysOfOneFamilyAreTried() async throws {
        let token = Self.unnamedToken
        let key = try JWK(Self.unnamedKey)
        let sameFamily = try JWK(TokenFixtures.key(.ed25519).publicJWK)
        let otherFamily = try JWK(TokenFixtures.key(.ed448).publicJWK)
        #expect(try await code(issuer([key]), token, .edDSA) == nil)
        #expect(try await code(issuer([sameFamily, key]), token, .edDSA) == nil)
        #expect(try await code(issuer([sameFamily]), token, .edDSA) == .invalidSignature)
        #expect(try await code(issuer([otherFamily, key]), token, .edDSA) == .keyNotFound)
    }

    @Test func withoutAnIDAKeyThatCameSinceIsFoundAsSoonAsTheIssuerMayBeAskedAgain() async throws {
        let (harness, issuer) = try fetchingIssuer()
        #expect(try await code(issuer, Self.unnamedToken, .edDSA) == .invalidSignature)
        #expect(harness.scripted.count == 2)

        let rotated: JSONObject = ["keys": [.object(Self.unnamedKey)]]
        harness.scripted.answer(CacheHarness.jwksURI, String(decoding: rotated.encoded(), as: UTF8.self))
        for _ in 0..<10 { #expect(try await code(issuer, Self.unnamedToken, .edDSA) == .invalidSignature) }
        #expect(harness.scripted.count == 2)
        harness.advance(by: JWKSCacheConfiguration().cooldown)
        #expect(try await code(issuer, Self.unnamedToken, .edDSA) == nil)
        #expect(harness.scripted.count == 3)
        withExtendedLifetime(issuer) {}
    }

    @Test func anIssuerThatCannotBeAskedIsNoFaultOfATokenWithoutAnID() async throws {
        let (harness, issuer) = try fetchingIssuer()
        issuer.keys.prefetch()
        await harness.log.nextFetched()
        harness.scripted.fail(CacheHarness.jwksURI)
        #expect(try await code(issuer, Self.unnamedToken, .edDSA) == .keysUnavailable)
    }

    @Test func aKeyOfAnotherAlgorithmIsNoKeyForTheToken() async throws {
        let key = try TokenFixtures.key(.rs256)
        let token = try TokenFixtures.token(header: ["alg": "PS256"], by: key)
        #expect(try await code(issuer([key.verificationKey]), token, .ps256) == .keyNotFound)
    }

    @Test func aSecretHasNoNameWhateverTheTokenCallsIt() async throws {
        let secret = [UInt8](repeating: 7, count: 32)
        let signer = try SigningKey(jwk: [
            "kty": "oct", "alg": "HS256", "kid": "a", "k": .string(Base64URL.encode(secret)),
        ])
        for keyID: String? in [nil, "a", "b"] {
            let issuer = issuer([try JWK.symmetric(secret: secret, keyID: keyID)])
            #expect(try await code(issuer, TokenFixtures.token(by: signer), .hs256) == nil)
        }
    }

    @Test func tokensShareAHeaderThatIsTheirOwn() throws {
        let issuer = issuer([])
        let (first, second) = (
            try CompactJWS(TokenFixtures.token(header: ["typ": "JWT"])).header,
            try CompactJWS(TokenFixtures.token(header: ["typ": "at+jwt"])).header
        )
        for header in [first, second, second, first] { #expect(issuer.shared(header) == header) }
    }

    @Test func aTokenWithoutAnIDTriesFourKeysOfMany() async throws {
        let strangers = try (0..<4).map { _ in try SigningKey.generate(.ed25519, keyID: "same").verificationKey }
        let key = try JWK(Self.unnamedKey)
        #expect(try await code(issuer(strangers.dropLast() + [key]), Self.unnamedToken, .edDSA) == nil)
        #expect(try await code(issuer(strangers + [key]), Self.unnamedToken, .edDSA) == .invalidSignature)
    }

    @Test func onlyATokenThatTheIssuerMustBeAskedAboutWaits() async throws {
        let (harness, issuer) = try fetchingIssuer()
        let known = try CompactJWS(TokenFixtures.token(by: TokenFixtures.key(.ed25519)))
        let unnamed = try CompactJWS(Self.unnamedToken)
        var tried: [JWK] = []
        #expect(try issuer.verifyAtOnce(known, .ed25519, &tried) == nil)
        issuer.keys.prefetch()
        await harness.log.nextFetched()
        #expect(try issuer.verifyAtOnce(known, .ed25519, &tried)?.generation == issuer.keys.generation)
        #expect(tried.isEmpty)
        // The key that is known did not sign it, and is not tried a second time.
        #expect(try issuer.verifyAtOnce(unnamed, .edDSA, &tried) == nil)
        #expect(try tried.map(\.thumbprint) == [TokenFixtures.key(.ed25519).verificationKey.thumbprint])
        #expect(harness.scripted.count == 1)
    }

    @Test func aNameThatTheIssuerWasJustAskedForIsRefusedWithoutWaiting() async throws {
        let (harness, issuer) = try fetchingIssuer()
        let stranger = try SigningKey.generate(.ed25519, keyID: "stranger")
        let token = try TokenFixtures.token(by: stranger)
        issuer.keys.prefetch()
        await harness.log.nextFetched()
        var tried: [JWK] = []
        #expect(try issuer.verifyAtOnce(CompactJWS(token), .ed25519, &tried) == nil)
        #expect(try await code(issuer, token, .ed25519) == .keyNotFound)
        let error = #expect(throws: TokenValidationError.self) {
            try issuer.verifyAtOnce(CompactJWS(token), .ed25519, &tried)
        }
        #expect(error?.code == .keyNotFound)
        #expect(tried.isEmpty)
    }

    @Test func anIssuerWithoutKeysHasNoneForTheToken() async throws {
        #expect(try await code(issuer([]), TokenFixtures.token(), .es256) == .keyNotFound)
    }
}
