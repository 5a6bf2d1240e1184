import JOSE
import TestSupport
import Testing

@testable import JWKS
@testable import OAuth

@Suite struct AccessTokenValidatorTests {
    @Test func aGoodTokenIsAcceptedAndReadable() async throws {
        let token = try await TokenFixtures.validator().validate(TokenFixtures.token(), at: TokenFixtures.now)
        #expect(token.issuer == TokenFixtures.issuer)
        #expect(token.subject == "auth0|someone")
        #expect(token.header?.algorithm == "ES256")
    }

    @Test(arguments: JWSAlgorithm.all)
    func everyAlgorithmVerifiesWhereThePolicyNamesIt(algorithm: JWSAlgorithm) async throws {
        let key = try TokenFixtures.key(algorithm)
        var policy = try TokenFixtures.policy(keys: [key])
        policy.algorithms = [algorithm]
        let token = try TokenFixtures.token(by: key)
        #expect(try await TokenFixtures.validator([policy]).refusal(of: token) == nil)

        policy.algorithms = JWSAlgorithm.all.filter { $0 != algorithm }
        #expect(try await TokenFixtures.validator([policy]).refusal(of: token)?.code == .invalidAlgorithm)
    }

    @Test(arguments: ["none", "None", "NONE", "nOnE", "es256", "ES256 ", "", "HS256", "ES384", "ЕS256"])
    func anAlgorithmThatIsNotAllowedIsRefusedByItsExactName(name: String) async throws {
        let token = try TokenFixtures.token(header: ["alg": .string(name)])
        #expect(try await TokenFixtures.validator().refusal(of: token)?.code == .invalidAlgorithm)
    }

    // MARK: The order of the checks

    /// What can be wrong with a token, in the order in which it is looked for.
    private enum Defect: Int, CaseIterable {
        case size, form, algorithm, issuer, key, signature, expiration, notBefore, audience, claims

        var code: TokenValidationError.Code {
            switch self {
            case .size: .tokenTooLarge
            case .form: .tokenMalformed
            case .algorithm: .invalidAlgorithm
            case .issuer: .invalidIssuer
            case .key: .keyNotFound
            case .signature: .invalidSignature
            case .expiration: .tokenExpired
            case .notBefore: .tokenNotYetValid
            case .audience: .invalidAudience
            case .claims: .invalidClaims
            }
        }
    }

    private func token(with defects: [Defect]) throws -> String {
        let key = try TokenFixtures.key()
        var claims = TokenFixtures.claims
        var header: JSONObject = ["kid": .string(key.keyID)]
        var signer = key
        for defect in defects {
            switch defect {
            case .size: claims["filler"] = .string(String(repeating: "x", count: 2_000))
            case .form: break
            case .algorithm: header["alg"] = "none"
            case .issuer: claims["iss"] = "https://stranger.example/"
            case .key: header["kid"] = "unknown"
            case .signature: signer = try SigningKey.generate(.es256)
            case .expiration: claims["exp"] = 1_600_000_000
            case .notBefore: claims["nbf"] = 1_800_000_000
            case .audience: claims["aud"] = "https://other.example"
            case .claims: claims["sub"] = 5
            }
        }
        return try signer.sign(claims, header: header) + (defects.contains(.form) ? "=" : "")
    }

    @Test func theFirstCheckThatFailsDecides() async throws {
        let validator = try TokenFixtures.validator(maxTokenBytes: 1_500)
        #expect(try await validator.refusal(of: token(with: [])) == nil)
        for first in Defect.allCases {
            for second in Defect.allCases where second.rawValue >= first.rawValue {
                let token = try token(with: [first, second])
                #expect(await validator.refusal(of: token)?.code == first.code, "\(first) and \(second)")
                #expect(await validator.explain(token, at: TokenFixtures.now).refusal == first.code)
            }
        }
    }

    /// Up to the signature, anybody may have written the token.
    @Test(arguments: Defect.allCases.dropFirst(2))
    private func aRefusalSaysWhetherTheIssuerVouchesForTheIdentity(defect: Defect) async throws {
        let token = try token(with: [defect])
        let identity = try #require(await TokenFixtures.validator().identity(refused: token))
        #expect(identity.isVerified == (defect.rawValue > Defect.signature.rawValue))
        #expect(identity.subject == (defect == .claims ? nil : "auth0|someone"))
        #expect(try identity.keyID == (defect == .key ? "unknown" : TokenFixtures.key().keyID))
    }

    @Test func theLongestTokenIsMeasuredInBytesAndNotParsedBeyond() async throws {
        let token = try TokenFixtures.token()
        #expect(try await TokenFixtures.validator(maxTokenBytes: token.utf8.count).refusal(of: token) == nil)
        let shorter = try TokenFixtures.validator(maxTokenBytes: token.utf8.count - 1)
        #expect(await shorter.refusal(of: token)?.code == .tokenTooLarge)
        // Two characters of two bytes each.
        #expect(try await TokenFixtures.validator(maxTokenBytes: 3).refusal(of: "éé")?.code == .tokenTooLarge)
    }

    // MARK: Keys

    @Test func aStrangerCausesNoFetch() async throws {
        let harness = CacheHarness()
        var policy = try TokenFixtures.policy()
        policy.keySource = .jwksURI(CacheHarness.jwksURI)
        let validator = AccessTokenValidator(policies: [policy], cache: harness.cache)
        let token = try TokenFixtures.token(TokenFixtures.claims.with("iss", "https://stranger.example/"))
        #expect(await validator.refusal(of: token)?.code == .invalidIssuer)
        harness.settle()
        #expect(harness.scripted.count == 0)
    }

    @Test func keysThatCannotBeHadAreNoFaultOfTheTokens() async throws {
        let harness = CacheHarness()
        harness.scripted.fail(CacheHarness.jwksURI)
        var policy = try TokenFixtures.policy()
        policy.keySource = .jwksURI(CacheHarness.jwksURI)
        let validator = AccessTokenValidator(policies: [policy], cache: harness.cache)
        let refusal = try await validator.refusal(of: TokenFixtures.token())
        #expect(refusal?.code == .keysUnavailable)
        #expect(try #require(refusal?.retryAfter) >= .seconds(1))
    }

    @Test func keysAndAlgorithmsOfOneIssuerNeverServeAnother() async throws {
        let other = try TokenFixtures.key(.rs256)
        var second = try TokenFixtures.policy("https://second.example/", keys: [other])
        second.algorithms = [.rs256]
        let validator = try TokenFixtures.validator([TokenFixtures.policy(), second])
        let claims = TokenFixtures.claims.with("iss", "https://second.example/")
        #expect(try await validator.refusal(of: TokenFixtures.token(claims, by: other)) == nil)
        #expect(try await validator.refusal(of: TokenFixtures.token(by: other))?.code == .invalidAlgorithm)
        #expect(try await validator.refusal(of: TokenFixtures.token(claims))?.code == .invalidAlgorithm)

        let third = try TokenFixtures.policy("https://third.example/", keys: [SigningKey.generate(.es256)])
        let pair = try TokenFixtures.validator([TokenFixtures.policy(), third])
        let stolen = TokenFixtures.claims.with("iss", "https://third.example/")
        #expect(try await pair.refusal(of: TokenFixtures.token(stolen))?.code == .keyNotFound)
        let renamed: JSONObject = ["kid": third.keySource.firstKeyID.map { .string($0) } ?? .null]
        #expect(try await pair.refusal(of: TokenFixtures.token(stolen, header: renamed))?.code == .invalidSignature)
    }

    @Test func audiencesOfOneIssuerNeverServeAnother() async throws {
        var second = try TokenFixtures.policy("https://second.example/")
        second.audiences = ["https://second-api.example"]
        let validator = try TokenFixtures.validator([TokenFixtures.policy(), second])
        let claims = TokenFixtures.claims.with("aud", "https://second-api.example")
        #expect(try await validator.refusal(of: TokenFixtures.token(claims))?.code == .invalidAudience)
    }

    @Test func ofTwoPoliciesForOneIssuerTheLaterCounts() async throws {
        var later = try TokenFixtures.policy()
        later.audiences = ["https://later.example"]
        let validator = try TokenFixtures.validator([TokenFixtures.policy(), later])
        #expect(try await validator.refusal(of: TokenFixtures.token())?.code == .invalidAudience)
    }

    // MARK: Checks of a user's own

    @Test(arguments: [0, 100]) func rulesRunForEveryRequest(entries: Int) async throws {
        let runs = Shared(0)
        let validator = try TokenFixtures.validator(
            remembering: entries,
            rules: [TokenRule { _ in runs.change { $0 += 1 } }]
        )
        let token = try TokenFixtures.token()
        for _ in 0..<3 { #expect(await validator.refusal(of: token) == nil) }
        #expect(runs.value == 3)
    }

    @Test func rulesAreNotAskedAboutATokenThatIsRefusedAnyway() async throws {
        let runs = Shared(0)
        let validator = try TokenFixtures.validator(rules: [TokenRule { _ in runs.change { $0 += 1 } }])
        let token = try TokenFixtures.token(TokenFixtures.claims.with("aud", "other"))
        #expect(await validator.refusal(of: token)?.code == .invalidAudience)
        #expect(runs.value == 0)
    }

    @Test(arguments: [0, 100]) func aRuleRefusesWithItsSentenceAndSaysWhoseToken(entries: Int) async throws {
        let isStrict = Shared(false)
        let rule = TokenRule { token throws(ClaimRefusal) in
            if isStrict.value { try TokenFixtures.suspended.check(token) }
        }
        let validator = try TokenFixtures.validator(remembering: entries, rules: [rule])
        let token = try TokenFixtures.token()
        #expect(await validator.refusal(of: token) == nil)
        isStrict.change { $0 = true }
        let refusal = await validator.refusal(of: token)
        #expect(refusal?.code == .invalidClaims)
        #expect(refusal?.sentence.description == "The tenant is suspended.")
        let identity = await validator.identity(refused: token)
        #expect(identity?.subject == "auth0|someone")
        #expect(identity?.isVerified == true)
    }

    @Test func aRefusalSaysWhomTheTokenClaimsToBeAbout() async throws {
        let token = try TokenFixtures.token(TokenFixtures.claims.with("exp", 1_600_000_000))
        let identity = try await TokenFixtures.validator().identity(refused: token)
        #expect(identity?.issuer == TokenFixtures.issuer)
        #expect(identity?.subject == "auth0|someone")
        #expect(identity?.clientID == "client-1")
        #expect(try await TokenFixtures.validator().identity(refused: "no.token") == nil)
    }
}

extension KeySource {
    fileprivate var firstKeyID: String? {
        if case .fixed(let set) = self { set.keys.first?.keyID } else { nil }
    }
}
