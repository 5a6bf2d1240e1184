import JOSE
import Testing

@testable import JWKS
@testable import OAuth

@Suite(.timeLimit(.minutes(10))) struct DenyListTests {
    private let now = TokenFixtures.now

    private func entry(
        _ kind: DenyEntry.Kind,
        _ value: String,
        issuedBefore: NumericDate? = nil,
        until: NumericDate? = nil
    ) throws -> DenyEntry {
        try #require(
            DenyEntry(kind, value, of: TokenFixtures.issuer, issuedBefore: issuedBefore, until: until)
        )
    }

    private func validator(
        _ lists: [DenyList],
        remembering entries: Int = 0,
        policy: IssuerPolicy? = nil
    ) throws -> AccessTokenValidator {
        AccessTokenValidator(
            policies: [try policy ?? TokenFixtures.policy()],
            cache: JWKSCache(fetch: { _ in throw TokenFixtures.NoNetwork() }),
            tokenCacheEntries: entries,
            denyLists: lists
        )
    }

    private static let claims = TokenFixtures.claims.with("jti", "t1").with("sid", "s1").with("client_id", "c1")

    @Test(arguments: [
        (DenyEntry.Kind.tokenID, "t1", "t2"), (.subject, "auth0|someone", "auth0|Someone"), (.session, "s1", "s"),
        (.clientID, "c1", "client-1"),
    ])
    func aTokenIsDeniedByWhatItSays(kind: DenyEntry.Kind, value: String, other: String) async throws {
        let token = try TokenFixtures.token(Self.claims)
        let list = DenyList([try entry(kind, other)])
        let validator = try validator([list])
        #expect(await validator.refusal(of: token) == nil)
        list.replace(with: [try entry(kind, value)])
        #expect(await validator.refusal(of: token)?.code == .tokenRevoked)
        #expect(await validator.explain(token, at: now).refusal == .tokenRevoked)
    }

    @Test func aClientIsDeniedByTheNameThatLogsHave() async throws {
        let list = DenyList([try entry(.clientID, "client-1")])
        #expect(try await validator([list]).refusal(of: TokenFixtures.token())?.code == .tokenRevoked)
    }

    @Test func aKeyIsDeniedWhetherOrNotTheTokenNamesIt() async throws {
        let key = try TokenFixtures.key()
        let content = try UnverifiedToken(TokenFixtures.token(Self.claims))
        let directory = IssuerDirectory(
            [try TokenFixtures.policy()],
            JWKSCache(fetch: { _ in throw TokenFixtures.NoNetwork() })
        )
        let issuer = try await directory.issuer(of: content.claims)
        let list = DenyList([try entry(.keyID, key.keyID)])
        let verified = try #require(try content.verifiedAtOnce(among: directory))
        #expect(verified.key == VerifyingKey(keyID: key.keyID, generation: issuer.keys.generation))
        #expect(throws: TokenValidationError.self) {
            try AccessToken(verified, for: .ofIssuer, denying: [list], at: now)
        }
    }

    /// The key of RFC 8037 §A.4, under a name that its token does not say.
    @Test func aKeyHasItsIssuersNameWhereTheTokenSaysNone() throws {
        let token =
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        let jwk: JSONObject = [
            "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "k1",
        ]
        var policy = try TokenFixtures.policy()
        policy.algorithms = [.edDSA]
        policy.keySource = .fixed(JWKSet([try JWK(jwk)]))
        let issuer = Issuer(policy, JWKSCache(fetch: { _ in throw TokenFixtures.NoNetwork() }))
        var tried: [JWK] = []
        #expect(try issuer.verifyAtOnce(CompactJWS(token), .edDSA, &tried)?.keyID == "k1")
    }

    @Test func onlyWhatWasIssuedBeforeIsDenied() async throws {
        let issuedAt = 1_699_999_940.0
        let token = try TokenFixtures.token(Self.claims)
        for (bound, isDenied) in [(issuedAt, false), (issuedAt + 0.5, true), (issuedAt - 1, false)] {
            let date = NumericDate(secondsSinceEpoch: bound)
            for entry in [
                try entry(.subject, "auth0|someone", issuedBefore: date),
                try entry(.issuer, TokenFixtures.issuer, issuedBefore: date),
            ] {
                let refusal = try await validator([DenyList([entry])]).refusal(of: token)
                #expect((refusal?.code == .tokenRevoked) == isDenied, "\(bound)")
            }
        }
    }

    @Test func aTokenThatDoesNotSayWhenItWasIssuedMayBeEarlier() async throws {
        let token = try TokenFixtures.token(Self.claims.with("iat", nil))
        let list = DenyList([try entry(.subject, "auth0|someone", issuedBefore: NumericDate(secondsSinceEpoch: 1))])
        #expect(try await validator([list]).refusal(of: token)?.code == .tokenRevoked)
    }

    @Test func anEntryCountsUntilItsEnd() async throws {
        let token = try TokenFixtures.token(Self.claims)
        let validator = try validator([DenyList([try entry(.tokenID, "t1", until: now + 5.0)])])
        #expect(await validator.refusal(of: token, at: now + 4.9)?.code == .tokenRevoked)
        #expect(await validator.refusal(of: token, at: now + 5.0) == nil)
    }

    @Test func anotherIssuersTokensAreNotMeant() async throws {
        let entry = try #require(DenyEntry(.subject, "auth0|someone", of: "https://other.example/"))
        #expect(try await validator([DenyList([entry])]).refusal(of: TokenFixtures.token()) == nil)
    }

    @Test func aRememberedTokenIsDeniedAtItsNextRequest() async throws {
        let token = try TokenFixtures.token(Self.claims)
        let list = DenyList([])
        let validator = try validator([list], remembering: 10)
        #expect(await validator.refusal(of: token) == nil)
        #expect(validator.remembers(token))
        list.replace(with: [try entry(.tokenID, "t1")])
        #expect(await validator.refusal(of: token)?.code == .tokenRevoked)
        guard case .refused(let error, _)? = validator.judgeAtOnce(token, at: now) else {
            Issue.record("it was let through")
            return
        }
        #expect(error.code == .tokenRevoked)
        list.replace(with: [])
        #expect(await validator.refusal(of: token) == nil)
    }

    @Test func nothingIsLetThroughBeforeAListIsThere() async throws {
        let token = try TokenFixtures.token(Self.claims)
        let list = DenyList()
        let validator = try validator([DenyList([]), list], remembering: 10)
        let refusal = await validator.refusal(of: token)
        #expect(refusal?.code == .storeUnavailable)
        #expect(refusal?.retryAfter != nil)
        #expect(!validator.remembers(token))
        _ = list.merge([])
        #expect(list.isLoaded)
        #expect(await validator.refusal(of: token) == nil)
    }

    @Test func linesThatFollowAreTakenInAndTheNewsIsTold() async throws {
        let list = DenyList()
        let line = DenyLine(try entry(.tokenID, "t1"), at: 1)
        #expect(list.merge([line, line]).changes == [line])
        #expect(list.merge([line.takenBack(at: 2)]).changes.count == 1)
        #expect(list.merge([line]).changes.isEmpty)
        #expect(list.count == 1)
        #expect(try await validator([list]).refusal(of: TokenFixtures.token(Self.claims)) == nil)
    }

    @Test func everyListCounts() async throws {
        let lists = [DenyList([]), DenyList([try entry(.tokenID, "t1")])]
        #expect(try await validator(lists).refusal(of: TokenFixtures.token(Self.claims))?.code == .tokenRevoked)
        #expect(try await validator(lists.reversed()).refusal(of: TokenFixtures.token(Self.claims)) != nil)
    }

    @Test func theReasonNamesTheEntryAndNothingOfTheToken() async throws {
        let early = NumericDate(secondsSinceEpoch: 1_700_000_000)
        let list = DenyList([try entry(.subject, "auth0|someone", issuedBefore: early, until: now + 60.0)])
        let refusal = try await validator([list]).refusal(of: TokenFixtures.token())
        #expect(
            refusal?.detail
                == "its sub is denied as issued before 2023-11-14T22:13:20Z, until 2023-11-14T22:14:20Z"
        )
    }
}
