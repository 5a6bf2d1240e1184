import JOSE
import Testing

@testable import JWKS
@testable import OAuth

/// OpenID Connect Back-Channel Logout 1.0 §2.4 and §2.6.
@Suite(.timeLimit(.minutes(10))) struct LogoutTokenTests {
    private let now = TokenFixtures.now
    private static let event: JSONObject = ["http://schemas.openid.net/event/backchannel-logout": [:]]
    private static let claims: JSONObject = [
        "iss": .string(TokenFixtures.issuer), "aud": .string(TokenFixtures.audience), "sub": "alice", "sid": "s1",
        "iat": 1_699_999_990, "exp": 1_700_000_110, "jti": "l1", "events": .object(event),
    ]

    private func logout(
        _ claims: JSONObject = claims,
        header: JSONObject = ["typ": "logout+jwt"],
        by key: SigningKey? = nil,
        policy: IssuerPolicy? = nil,
        at now: NumericDate = TokenFixtures.now
    ) async throws -> LogoutToken {
        let validator = try TokenFixtures.validator(policy.map { [$0] })
        return try await validator.logout(TokenFixtures.token(claims, header: header, by: key), at: now)
    }

    private func refusal(
        _ claims: JSONObject = claims,
        header: JSONObject = ["typ": "logout+jwt"],
        by key: SigningKey? = nil,
        policy: IssuerPolicy? = nil,
        at now: NumericDate = TokenFixtures.now
    ) async throws -> TokenValidationError.Code? {
        do {
            _ = try await logout(claims, header: header, by: key, policy: policy, at: now)
            return nil
        } catch let error as TokenValidationError {
            return error.code
        }
    }

    @Test(arguments: ["logout+jwt", "application/logout+jwt", "JWT", nil])
    func aLogoutTokenIsOneByItsTypeOrByItsEvent(type: String?) async throws {
        let header = JSONObject().with("typ", type.map { .string($0) })
        let token = try await logout(header: header)
        #expect(token.issuer == TokenFixtures.issuer)
        #expect(token.subject == "alice")
        #expect(token.session == "s1")
    }

    @Test func aSessionIsTakenBackAndWhatNamesNone() async throws {
        let until: NumericDate? = nil
        let before = NumericDate(secondsSinceEpoch: 1_699_999_991)
        let issuer = TokenFixtures.issuer
        #expect(
            try await logout().entries == [
                try #require(DenyEntry(.session, "s1", of: issuer, until: until)),
                try #require(DenyEntry(.sessionlessSubject, "alice", of: issuer, issuedBefore: before)),
            ]
        )
        #expect(
            try await logout(Self.claims.with("sub", nil)).entries == [
                try #require(DenyEntry(.session, "s1", of: issuer))
            ]
        )
        #expect(
            try await logout(Self.claims.with("sid", nil)).entries == [
                try #require(DenyEntry(.subject, "alice", of: issuer, issuedBefore: before))
            ]
        )
    }

    @Test func theEntriesEndWhenTheLastTokenHasExpired() async throws {
        var policy = try TokenFixtures.policy()
        policy.maxTokenLifetime = .seconds(3_600)
        policy.clockSkew = .seconds(30)
        let end = NumericDate(secondsSinceEpoch: 1_699_999_990 + 3_600 + 31)
        #expect(try await logout(policy: policy).entries.allSatisfy { $0.until == end })
    }

    @Test func theyDenyTheTokensThatAreMeant() async throws {
        let list = DenyList(try await logout().entries)
        let validator = AccessTokenValidator(
            policies: [try TokenFixtures.policy()],
            cache: JWKSCache(fetch: { _ in throw TokenFixtures.NoNetwork() }),
            denyLists: [list]
        )
        let access = TokenFixtures.claims.with("sub", "alice")
        func isRevoked(_ claims: JSONObject) async throws -> Bool {
            try await validator.refusal(of: TokenFixtures.token(claims))?.code == .tokenRevoked
        }
        #expect(try await isRevoked(access.with("sid", "s1")))
        #expect(try await isRevoked(access))
        #expect(try await !isRevoked(access.with("sid", "s2")))
        #expect(try await !isRevoked(access.with("sub", "bob")))
        // She has logged in again.
        #expect(try await !isRevoked(access.with("iat", 1_699_999_991)))
        #expect(try await isRevoked(access.with("iat", 1_699_999_990)))
    }

    @Test(
        arguments: [
            ("events", nil), ("events", ["http://schemas.openid.net/event/backchannel-logout": "{}"]), ("events", [:]),
            ("events", "http://schemas.openid.net/event/backchannel-logout"), ("nonce", "n"), ("nonce", .null),
            ("jti", nil),
            ("jti", ""), ("jti", 1), ("iat", nil), ("exp", "x"), ("sid", 1), ("sid", ""), ("sub", 1),
        ] as [(String, JSONValue?)]
    )
    func aClaimThatIsMissingOrWrongRefusesIt(name: String, value: JSONValue?) async throws {
        #expect(try await refusal(Self.claims.with(name, value)) == .invalidClaims)
    }

    @Test("one without exp, as drafts of the specification had it, is judged by its age")
    func withoutExpiry() async throws {
        let claims = Self.claims.with("exp", nil)
        #expect(try await refusal(claims) == nil)
        #expect(try await refusal(claims.with("iat", 1_699_999_671)) == nil)
        #expect(try await refusal(claims.with("iat", 1_699_999_669)) == .tokenExpired)
        #expect(try await refusal(claims.with("iat", nil)) == .invalidClaims)
    }

    @Test func withoutSubjectAndSessionItSaysNothing() async throws {
        #expect(try await refusal(Self.claims.with("sub", nil).with("sid", nil)) == .invalidClaims)
    }

    @Test(arguments: ["at+jwt", "dpop+jwt", "secevent+jwt", "id+jwt"])
    func anotherTypeOfTokenIsNone(type: String) async throws {
        #expect(try await refusal(header: ["typ": .string(type)]) == .invalidClaims)
    }

    @Test func anAccessTokenIsNoneNorTheOtherWayRound() async throws {
        #expect(try await refusal(TokenFixtures.claims, header: ["typ": "JWT"]) == .invalidClaims)
        let validator = try TokenFixtures.validator()
        for type in ["logout+jwt", "JWT"] {
            let token = try TokenFixtures.token(Self.claims, header: ["typ": .string(type)])
            #expect(await validator.refusal(of: token)?.code == .invalidClaims)
        }
    }

    @Test func itIsJudgedAsATokenOfItsIssuer() async throws {
        #expect(try await refusal(Self.claims.with("aud", "another")) == .invalidAudience)
        #expect(try await refusal(Self.claims.with("iss", "https://other.example/")) == .invalidIssuer)
        #expect(try await refusal(Self.claims.with("exp", 1_699_999_900)) == .tokenExpired)
        #expect(try await refusal(Self.claims.with("iat", 1_700_000_100)) == .tokenNotYetValid)
        let stranger = try SigningKey.generate(.es256)
        #expect(try await refusal(by: stranger) == .keyNotFound)
        var other = try TokenFixtures.policy()
        other.algorithms = [.rs256]
        #expect(try await refusal(policy: other) == .invalidAlgorithm)
    }

    @Test func anOldOneIsRefusedWhateverItsExpirySays() async throws {
        let claims = Self.claims.with("exp", 1_800_000_000)
        let skew = try TokenFixtures.policy().clockSkew
        let last = NumericDate(secondsSinceEpoch: 1_699_999_990) + LogoutRules.longestAge + skew
        #expect(try await refusal(claims, at: last) == nil)
        #expect(try await refusal(claims, at: last + 0.001) == .tokenExpired)
    }

    @Test func itsAudienceMayBeAnotherThanThatOfAccessTokens() async throws {
        var policy = try TokenFixtures.policy()
        policy.logoutAudiences = ["client-1"]
        #expect(try await refusal(Self.claims.with("aud", "client-1"), policy: policy) == nil)
        #expect(try await refusal(policy: policy) == .invalidAudience)
    }
}
