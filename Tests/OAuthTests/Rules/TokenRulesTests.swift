import JOSE
import JWKS
import TestSupport
import Testing
import Text

@testable import OAuth

@Suite struct TokenRulesTests {
    private func code(_ claims: JSONObject, skew: Duration = .seconds(30)) async throws -> TokenValidationError.Code? {
        var policy = try TokenFixtures.policy()
        policy.clockSkew = skew
        return try await TokenFixtures.validator([policy]).refusal(of: TokenFixtures.token(claims))?.code
    }

    // MARK: Times; it is 1,700,000,000, and the tolerance half a minute

    @Test(
        arguments: [
            (1_700_000_001, nil), (1_700_000_000, nil), (1_699_999_971, nil), (1_699_999_970.5, nil),
            (1_699_999_970, .tokenExpired), (1_699_999_969.5, .tokenExpired), (0, .tokenExpired),
        ] as [(Double, TokenValidationError.Code?)]
    )
    func aTokenExpiresWhenTheToleranceIsOver(exp: Double, expected: TokenValidationError.Code?) async throws {
        #expect(try await code(TokenFixtures.claims.with("exp", .number(exp))) == expected)
    }

    @Test(arguments: ["nbf", "iat"])
    func aTokenBeginsWhenTheToleranceAllows(name: String) async throws {
        for (date, expected) in [
            (1_699_999_999, nil), (1_700_000_000, nil), (1_700_000_030, nil),
            (1_700_000_030.5, .tokenNotYetValid), (1_700_000_031, .tokenNotYetValid),
        ] as [(Double, TokenValidationError.Code?)] {
            #expect(try await code(TokenFixtures.claims.with(name, .number(date))) == expected, "\(date)")
        }
    }

    @Test(
        arguments: [("exp", 1_700_000_000, .tokenExpired), ("nbf", 1_700_000_001, .tokenNotYetValid)]
            as [(String, Int64, TokenValidationError.Code)]
    )
    func withoutToleranceTheSecondCounts(name: String, date: Int64, expected: TokenValidationError.Code) async throws {
        #expect(try await code(TokenFixtures.claims.with(name, .integer(date)), skew: .zero) == expected)
        let neighbour = name == "exp" ? date + 1 : date - 1
        #expect(try await code(TokenFixtures.claims.with(name, .integer(neighbour)), skew: .zero) == nil)
    }

    @Test func expiryIsLookedAtBeforeTheBeginning() async throws {
        let claims = TokenFixtures.claims.with("exp", 1_600_000_000).with("nbf", 1_800_000_000)
        #expect(try await code(claims) == .tokenExpired)
    }

    @Test func theTimesOfValidityAreThoseAtWhichTheRulesHold() throws {
        var random = SeededNumbers(seed: 7519)
        let cache = JWKSCache(fetch: { _ in throw TokenFixtures.NoNetwork() })
        for _ in 0..<2_000 {
            func moment() -> Double { (Double.random(in: -40...40, using: &random) * 4).rounded() / 4 }
            let base = 1_700_000_000.0
            var policy = try TokenFixtures.policy()
            policy.clockSkew = .milliseconds(250 * Int.random(in: 0...8, using: &random))
            var object = TokenFixtures.claims.with("exp", .number(base + moment())).with("iat", nil)
            if Bool.random(using: &random) { object["nbf"] = .number(base + moment()) }
            if Bool.random(using: &random) { object["iat"] = .number(base + moment()) }
            let claims = try RegisteredClaims(object)
            let now = NumericDate(secondsSinceEpoch: base + moment())
            let token = try UnverifiedToken(TokenFixtures.token(object))
            var content = TokenContent(token, from: Issuer(policy, cache), for: .ofIssuer, at: now)
            let rules: [Rule<TokenContent>] = [.expiration, .notBefore, .issuedAt]
            let isRight = (try? rules.judge(&content)) != nil
            let validity = claims.validity(withTolerance: policy.clockSkew)
            #expect(validity.contains(now) == isRight, "\(object) at \(now.secondsSinceEpoch)")
        }
    }

    // MARK: Audience

    @Test(
        arguments: [
            ["https://api.example"], "https://api.example", ["x", "https://api.example"],
            ["https://api.example", "https://api.example"],
        ] as [JSONValue]
    )
    func oneOfOurAudiencesIsEnough(audience: JSONValue) async throws {
        #expect(try await code(TokenFixtures.claims.with("aud", audience)) == nil)
    }

    @Test(
        arguments: [
            nil, .null, [], "", "https://api.example/", "HTTPS://api.example", "https://API.example",
            " https://api.example",
            "https://api.example https://other.example", ["https://api.example", 5], [["https://api.example"]], 5, true,
            ["https://api.example": true],
        ] as [JSONValue?]
    )
    func anotherAudienceIsRefused(audience: JSONValue?) async throws {
        #expect(try await code(TokenFixtures.claims.with("aud", audience)) == .invalidAudience)
    }

    @Test(
        arguments: [
            (["client_id": "us"], nil), (["client_id": ["x", "us"]], nil), (["client_id": "us", "aud": .null], nil),
            (["client_id": "us", "aud": "us"], nil), (["client_id": "us", "aud": "them"], .invalidAudience),
            (["client_id": "us", "aud": 5], .invalidAudience), (["client_id": "them", "aud": "us"], .invalidAudience),
            (["aud": "us"], .invalidAudience), (["client_id": .null, "aud": "us"], .invalidAudience),
            ([:], .invalidAudience),
        ] as [(JSONObject, TokenValidationError.Code?)]
    )
    func anotherClaimMayNameTheAudienceAndAudIsJudgedAllTheSame(
        claims: JSONObject,
        expected: TokenValidationError.Code?
    ) async throws {
        var policy = try TokenFixtures.policy()
        policy.audiences = ["us"]
        policy.audienceClaim = ClaimPath(claim: "client_id")
        var all = TokenFixtures.claims.with("aud", nil)
        for name in claims.names { all[name] = claims[name] }
        let validator = try TokenFixtures.validator([policy])
        guard all["client_id"]?.arrayValue == nil else {
            // A client has one name.
            #expect(try await validator.refusal(of: TokenFixtures.token(all))?.code == .invalidClaims)
            return
        }
        #expect(try await validator.refusal(of: TokenFixtures.token(all))?.code == expected)
    }

    @Test func theAudienceOfAnotherClaimIsThatOfTheToken() async throws {
        var policy = try TokenFixtures.policy()
        policy.audiences = ["us", "api"]
        policy.audienceClaim = ClaimPath("app.name")
        let claims = TokenFixtures.claims.with("aud", ["api", "x"]).with("app", ["name": "us"])
        let token = try await TokenFixtures.validator([policy]).validate(
            TokenFixtures.token(claims),
            at: TokenFixtures.now
        )
        #expect(token.audiences == ["us", "api", "x"])
    }

    // MARK: Lifetime

    @Test(
        arguments: [
            (1_699_999_940, 1_700_003_540, nil), (1_699_999_940, 1_700_003_540.5, .invalidClaims),
            (1_699_999_940, 1_700_003_541, .invalidClaims), (nil, 1_700_000_001, .invalidClaims),
        ] as [(Double?, Double, TokenValidationError.Code?)]
    )
    func aTokenLivesNoLongerThanThePolicySays(
        issuedAt: Double?,
        expiry: Double,
        expected: TokenValidationError.Code?
    ) async throws {
        var policy = try TokenFixtures.policy()
        policy.maxTokenLifetime = .seconds(3_600)
        let claims = TokenFixtures.claims.with("iat", issuedAt.map { .number($0) }).with("exp", .number(expiry))
        let validator = try TokenFixtures.validator([policy])
        #expect(try await validator.refusal(of: TokenFixtures.token(claims))?.code == expected)
        #expect(try await code(claims) == nil)
    }

    @Test func audiencesAreComparedByTheirCodePoints() async throws {
        var policy = try TokenFixtures.policy()
        policy.audiences = ["caf\u{E9}"]
        let validator = try TokenFixtures.validator([policy])
        let composed = try TokenFixtures.token(TokenFixtures.claims.with("aud", "caf\u{E9}"))
        #expect(await validator.refusal(of: composed) == nil)
        let decomposed = try TokenFixtures.token(TokenFixtures.claims.with("aud", "cafe\u{301}"))
        #expect(await validator.refusal(of: decomposed)?.code == .invalidAudience)
    }

    // MARK: Type

    @Test(
        arguments: [
            nil, "JWT", "jwt", "Jwt", "at+jwt", "AT+JWT", "application/at+jwt", "APPLICATION/at+jwt", "application/jwt",
        ] as [String?]
    )
    func typesOfAccessTokensAreAccepted(type: String?) async throws {
        let header: JSONObject = type.map { ["typ": .string($0)] } ?? [:]
        #expect(try await TokenFixtures.validator().refusal(of: TokenFixtures.token(header: header)) == nil)
    }

    @Test(arguments: [
        "dpop+jwt", "logout+jwt", "secevent+jwt", "application/dpop+jwt", "id+jwt", "", "application/", "JWT ",
        "application/application/jwt", "text/jwt", "JWE", "at\u{301}+jwt",
    ])
    func anotherTypeIsRefused(type: String) async throws {
        let token = try TokenFixtures.token(header: ["typ": .string(type)])
        #expect(try await TokenFixtures.validator().refusal(of: token)?.code == .invalidClaims)
    }

    // MARK: ID tokens

    /// As LemonLDAP::NG makes one whose `aud` holds the API too: no `client_id`, no `scope`, the key of its access tokens.
    private static let idToken: JSONObject = [
        "iss": .string(TokenFixtures.issuer), "sub": "dwho", "aud": ["client-1", .string(TokenFixtures.audience)],
        "iat": 1_699_999_940, "exp": 1_700_003_600, "auth_time": 1_699_999_900, "acr": "loa-2",
        "at_hash": "77QmUPtjPfzWtF2AnpK9RQ",
    ]

    @Test(arguments: [nil, "JWT", "jwt", "application/jwt"] as [String?])
    func anIDTokenIsNoAccessTokenWhoeverItIsFor(type: String?) async throws {
        let header: JSONObject = type.map { ["typ": .string($0)] } ?? [:]
        let validator = try TokenFixtures.validator(remembering: 10)
        for name in ["at_hash", "c_hash", "s_hash"] {
            for value: JSONValue in ["77QmUPtjPfzWtF2AnpK9RQ", "", 5] {
                let claims = Self.idToken.with("at_hash", nil).with(name, value)
                let token = try TokenFixtures.token(claims, header: header)
                for _ in 0..<3 { #expect(await validator.refusal(of: token)?.code == .invalidClaims) }
                #expect(!validator.remembers(token))
                #expect(await validator.refusal(of: token)?.detail == "claim \(name) is that of an ID token")
            }
        }
    }

    @Test(arguments: ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"])
    func anIssuerThatSaysAccessTokenIsBelieved(type: String) async throws {
        let token = try TokenFixtures.token(Self.idToken, header: ["typ": .string(type)])
        #expect(try await TokenFixtures.validator().refusal(of: token) == nil)
    }

    @Test(arguments: ["nonce", "auth_time", "acr", "amr", "sid", "azp", "email", "At_hash", "at_hash "])
    func whatAnAccessTokenMayHaveTooSaysNothing(name: String) async throws {
        let claims = Self.idToken.with("at_hash", nil).with(name, name == "amr" ? ["pwd"] : "x")
        #expect(try await code(claims) == nil)
    }

    // MARK: Required claims

    @Test(
        arguments: [
            ("client1", true), ("client2", true), (["x", "client2"], true), ("client3", false), ([], false),
            (nil, false),
            ([["client1"]], false), ("CLIENT1", false), (1, false), (.null, false),
        ] as [(JSONValue?, Bool)]
    )
    func aRequiredClaimHasOneOfItsValues(value: JSONValue?, isGood: Bool) async throws {
        var policy = try TokenFixtures.policy()
        policy.requiredClaims = ["azp": ["client1", "client2"]]
        let token = try TokenFixtures.token(TokenFixtures.claims.with("azp", nil).with("org", value))
        policy.requiredClaims = ["org": ["client1", "client2"]]
        let refusal = try await TokenFixtures.validator([policy]).refusal(of: token)
        #expect(refusal?.code == (isGood ? nil : .invalidClaims))
    }

    @Test func aRequiredClaimIsOfItsNameByteByByte() async throws {
        var policy = try TokenFixtures.policy()
        policy.requiredClaims = ["caf\u{E9}": ["a"], "cafe\u{301}": ["b"]]
        let validator = try TokenFixtures.validator([policy])
        let claims = TokenFixtures.claims.with("caf\u{E9}", "a").with("cafe\u{301}", "b")
        #expect(try await validator.refusal(of: TokenFixtures.token(claims)) == nil)
        for name in ["caf\u{E9}", "cafe\u{301}"] {
            let token = try TokenFixtures.token(claims.with(name, nil))
            #expect(await validator.refusal(of: token)?.code == .invalidClaims)
        }
    }

    @Test func everyRequiredClaimMustBeThere() async throws {
        var policy = try TokenFixtures.policy()
        policy.requiredClaims = ["azp": ["client-1"], "level": [2, 3], "admin": [false]]
        let validator = try TokenFixtures.validator([policy])
        let claims = TokenFixtures.claims.with("level", 3).with("admin", false)
        #expect(try await validator.refusal(of: TokenFixtures.token(claims)) == nil)
        for changed in [claims.with("level", "3"), claims.with("admin", nil), claims.with("azp", "other")] {
            #expect(try await validator.refusal(of: TokenFixtures.token(changed))?.code == .invalidClaims)
        }
    }
}
