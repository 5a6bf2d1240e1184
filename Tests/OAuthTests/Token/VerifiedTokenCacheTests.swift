import JOSE
import TestSupport
import Testing

@testable import JWKS
@testable import OAuth

@Suite(.timeLimit(.minutes(10))) struct VerifiedTokenCacheTests {
    static func entry(
        from start: NumericDate = TokenFixtures.now,
        until end: NumericDate = TokenFixtures.now + 60.0,
        generationsLater: UInt64 = 0
    ) async throws -> VerifiedTokenCache.Entry {
        let verified = try await TokenFixtures.verified(TokenFixtures.token())
        return VerifiedTokenCache.Entry(
            token: try AccessToken(verified, for: .ofIssuer, at: TokenFixtures.now),
            issuer: verified.issuer,
            generation: verified.key.generation + generationsLater,
            validity: start..<end
        )
    }

    // MARK: The cache by itself

    @Test func withoutEntriesThereIsNone() {
        #expect(VerifiedTokenCache(entries: 0) == nil)
        #expect(VerifiedTokenCache(entries: -1) == nil)
    }

    @Test(arguments: [1, 63, 64, 100, 1_000, 10_000])
    func itHoldsNoMoreThanItsEntries(entries: Int) async throws {
        let cache = try #require(VerifiedTokenCache(entries: entries))
        let entry = try await Self.entry()
        let digests = (0..<entries * 2).map { TokenDigest("\($0)") }
        for digest in digests { cache.insert(digest, entry, length: 10) }
        let remembered = digests.count { cache.find($0, at: TokenFixtures.now) != nil }
        #expect(cache.held == remembered)
        #expect(remembered <= entries)
        // Tokens are spread by their digests: no shard is much fuller than another.
        #expect(remembered >= entries * 9 / 10)
    }

    @Test func aLongTokenIsVerifiedEachTime() async throws {
        let cache = try #require(VerifiedTokenCache(entries: 100))
        cache.insert(TokenDigest("a"), try await Self.entry(), length: VerifiedTokenCache.longestToken)
        cache.insert(TokenDigest("b"), try await Self.entry(), length: VerifiedTokenCache.longestToken + 1)
        #expect(cache.find(TokenDigest("a"), at: TokenFixtures.now) != nil)
        #expect(cache.find(TokenDigest("b"), at: TokenFixtures.now) == nil)
    }

    @Test func aTokenIsFoundWhileItsTimesAreRight() async throws {
        let cache = try #require(VerifiedTokenCache(entries: 10))
        cache.insert(TokenDigest("a"), try await Self.entry(), length: 10)
        for (seconds, isFound) in [(-0.001, false), (0, true), (59.999, true), (60, false), (0, true)] {
            #expect((cache.find(TokenDigest("a"), at: TokenFixtures.now + seconds) != nil) == isFound, "\(seconds)")
        }
    }

    @Test func aTokenOfAnotherGenerationOfKeysIsNotFound() async throws {
        let cache = try #require(VerifiedTokenCache(entries: 10))
        let entry = try await Self.entry()
        let older = try await Self.entry(generationsLater: 1)
        cache.insert(TokenDigest("a"), older, length: 10)
        #expect(cache.find(TokenDigest("a"), at: TokenFixtures.now) == nil)
        cache.insert(TokenDigest("a"), entry, length: 10)
        #expect(cache.find(TokenDigest("a"), at: TokenFixtures.now) != nil)
    }

    // MARK: Tries to poison it

    @Test func aTokenIsRememberedOnceItIsAccepted() async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        let token = try TokenFixtures.token()
        #expect(!validator.remembers(token))
        #expect(await validator.refusal(of: token) == nil)
        #expect(validator.remembers(token))
        #expect(await validator.refusal(of: token) == nil)
    }

    @Test func withNoEntriesNothingIsRemembered() async throws {
        let validator = try TokenFixtures.validator(remembering: 0)
        let token = try TokenFixtures.token()
        #expect(await validator.refusal(of: token) == nil)
        #expect(!validator.remembers(token))
    }

    @Test func noTokenThatDiffersInOneBitIsTakenForARememberedOne() async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        let token = Array(try TokenFixtures.token().utf8)
        _ = try await validator.validate(String(decoding: token, as: UTF8.self), at: TokenFixtures.now)
        for index in token.indices {
            for bit in 0..<8 {
                var changed = token
                changed[index] ^= 1 << bit
                let text = String(decoding: changed, as: UTF8.self)
                #expect(await validator.refusal(of: text) != nil, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test func anotherSignatureOverTheSameTextIsVerifiedByItself() async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        // ECDSA signs with a new random number each time.
        let first = try TokenFixtures.token()
        let second = try TokenFixtures.token()
        #expect(first != second)
        _ = try await validator.validate(first, at: TokenFixtures.now)
        #expect(!validator.remembers(second))
        #expect(await validator.refusal(of: second) == nil)
        let forged =
            try String(first.prefix(through: #require(first.lastIndex(of: ".")))) + String(repeating: "A", count: 86)
        #expect(await validator.refusal(of: forged)?.code == .invalidSignature)
    }

    @Test(arguments: ["=", "==", " ", "\n", "\0", ".", "A", "\u{301}", "\u{FEFF}"])
    func aRememberedTokenWithMoreAroundItIsAnother(addition: String) async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        let token = try TokenFixtures.token()
        _ = try await validator.validate(token, at: TokenFixtures.now)
        for text in [token + addition, addition + token, token.replacing(".", with: addition + ".")] {
            #expect(await validator.refusal(of: text) != nil)
        }
    }

    @Test func aRememberedTokenExpiresAtItsSecond() async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        let token = try TokenFixtures.token(TokenFixtures.claims.with("exp", 1_700_000_010))
        #expect(await validator.refusal(of: token) == nil)
        // The tolerance of half a minute holds for both.
        #expect(await validator.refusal(of: token, at: TokenFixtures.now + 39.999) == nil)
        #expect(await validator.refusal(of: token, at: TokenFixtures.now + 40.0)?.code == .tokenExpired)
        #expect(await validator.refusal(of: token, at: TokenFixtures.now + 41.0)?.code == .tokenExpired)
    }

    @Test(arguments: ["nbf", "iat"])
    func aRememberedTokenIsTooEarlyWhenTheClockIsSetBack(name: String) async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        let token = try TokenFixtures.token(TokenFixtures.claims.with(name, 1_700_000_000))
        #expect(await validator.refusal(of: token) == nil)
        #expect(await validator.refusal(of: token, at: TokenFixtures.now + -30.0) == nil)
        #expect(await validator.refusal(of: token, at: TokenFixtures.now + -30.5)?.code == .tokenNotYetValid)
        #expect(await validator.refusal(of: token) == nil)
    }

    @Test func aClockThatIsSetBackMakesAnExpiredTokenGoodAgainAndNoLonger() async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        let token = try TokenFixtures.token()
        let end = TokenFixtures.now + 3_630.0
        #expect(await validator.refusal(of: token) == nil)
        #expect(await validator.refusal(of: token, at: end)?.code == .tokenExpired)
        #expect(await validator.refusal(of: token) == nil)
        #expect(await validator.refusal(of: token, at: end)?.code == .tokenExpired)
    }

    @Test func aRefusalIsNotRememberedAndKeepsNothingOut() async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        let token = try TokenFixtures.token(TokenFixtures.claims.with("nbf", 1_700_000_100))
        #expect(await validator.refusal(of: token)?.code == .tokenNotYetValid)
        #expect(!validator.remembers(token, at: TokenFixtures.now + 100.0))
        #expect(await validator.refusal(of: token, at: TokenFixtures.now + 100.0) == nil)
        // What a rule refuses is not remembered either.
        let strict = try TokenFixtures.validator(remembering: 10, rules: [TokenFixtures.suspended])
        let good = try TokenFixtures.token()
        #expect(await strict.refusal(of: good)?.code == .invalidClaims)
        #expect(!strict.remembers(good))
    }

    private func validator(fetchingFrom harness: CacheHarness) throws -> AccessTokenValidator {
        var policy = try TokenFixtures.policy()
        policy.keySource = .jwksURI(CacheHarness.jwksURI)
        return AccessTokenValidator(policies: [policy], cache: harness.cache)
    }

    @Test func aTokenWhoseKeyLeftTheSetIsRefused() async throws {
        let harness = CacheHarness()
        let (old, new) = (try TokenFixtures.key(), try SigningKey.generate(.es256))
        harness.scripted.answer(CacheHarness.jwksURI, TokenFixtures.document(old))
        let validator = try validator(fetchingFrom: harness)
        let token = try TokenFixtures.token()
        #expect(await validator.refusal(of: token) == nil)
        #expect(validator.remembers(token))

        harness.scripted.answer(CacheHarness.jwksURI, TokenFixtures.document(new))
        await harness.log.nextFetched()
        harness.advance(by: .seconds(240))
        await harness.log.nextFetched()
        #expect(!validator.remembers(token))
        #expect(await validator.refusal(of: token)?.code == .keyNotFound)
        #expect(try await validator.refusal(of: TokenFixtures.token(by: new)) == nil)
    }

    @Test func aTokenIsVerifiedAnewAfterAnyChangeOfTheSet() async throws {
        let harness = CacheHarness()
        let (old, new) = (try TokenFixtures.key(), try SigningKey.generate(.es256))
        harness.scripted.answer(CacheHarness.jwksURI, TokenFixtures.document(old))
        let validator = try validator(fetchingFrom: harness)
        let token = try TokenFixtures.token()
        #expect(await validator.refusal(of: token) == nil)
        harness.scripted.answer(CacheHarness.jwksURI, TokenFixtures.document(new, old))
        await harness.log.nextFetched()
        harness.advance(by: .seconds(240))
        await harness.log.nextFetched()
        #expect(!validator.remembers(token))
        #expect(await validator.refusal(of: token) == nil)
        #expect(validator.remembers(token))
    }

    @Test func keysThatAreTooOldTakeRememberedTokensWithThem() async throws {
        var configuration = JWKSCacheConfiguration()
        configuration.maxStale = .seconds(60)
        let harness = CacheHarness(configuration)
        harness.scripted.answer(CacheHarness.jwksURI, TokenFixtures.document(try TokenFixtures.key()))
        let validator = try validator(fetchingFrom: harness)
        let token = try TokenFixtures.token()
        #expect(await validator.refusal(of: token) == nil)
        harness.scripted.fail(CacheHarness.jwksURI)
        harness.advance(by: .seconds(240))
        await harness.log.nextFailure()
        harness.advance(by: .seconds(120))
        await harness.log.next { $0.kind == .lapsed }
        #expect(!validator.remembers(token))
        #expect(await validator.refusal(of: token)?.code == .keysUnavailable)
    }

    @Test func aTokenOfAnIssuerWhosePolicyChangedIsJudgedByTheNewOne() async throws {
        let harness = CacheHarness()
        let policy = Shared<IssuerPolicy?>(try TokenFixtures.policy())
        let validator = AccessTokenValidator(resolver: { _ in policy.value }, cache: harness.cache)
        let token = try TokenFixtures.token()
        #expect(await validator.refusal(of: token) == nil)
        policy.change { $0?.audiences = ["https://other.example"] }
        harness.time.advance(by: .milliseconds(299_999))
        #expect(await validator.refusal(of: token) == nil)
        harness.time.advance(by: .milliseconds(1))
        #expect(await validator.refusal(of: token)?.code == .invalidAudience)
        policy.change { $0 = nil }
        harness.time.advance(by: .seconds(300))
        #expect(await validator.refusal(of: token)?.code == .invalidIssuer)
    }

    @Test func eachValidatorRemembersForItself() async throws {
        let token = try TokenFixtures.token()
        let validator = try TokenFixtures.validator(remembering: 10)
        #expect(await validator.refusal(of: token) == nil)
        var policy = try TokenFixtures.policy()
        policy.audiences = ["https://other.example"]
        let other = try TokenFixtures.validator([policy], remembering: 10)
        #expect(await other.refusal(of: token)?.code == .invalidAudience)
    }

    @Test func requirementsAreAskedOfRememberedTokensToo() async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        let token = try TokenFixtures.token()
        for _ in 0..<2 {
            let accepted = try await validator.validate(token, at: TokenFixtures.now)
            try AccessRequirement.scope("read:messages").check(accepted)
            #expect(throws: TokenValidationError.self) { try AccessRequirement.scope("admin").check(accepted) }
        }
    }

    @Test func aFloodOfGoodTokensPushesOutNoneThatComesOften() async throws {
        let secret = try SigningKey.generate(.hs256)
        var policy = try TokenFixtures.policy(keys: [secret])
        policy.algorithms = [.hs256]
        let validator = try TokenFixtures.validator([policy], remembering: 50)
        let regulars = try (0..<30).map {
            try TokenFixtures.token(TokenFixtures.claims.with("n", .integer($0)), by: secret)
        }
        for token in regulars + regulars { #expect(await validator.refusal(of: token) == nil) }
        for index in 1_000..<1_300 {
            let token = try TokenFixtures.token(TokenFixtures.claims.with("n", .integer(Int64(index))), by: secret)
            #expect(await validator.refusal(of: token) == nil)
        }
        #expect(regulars.allSatisfy { validator.remembers($0) })
    }

    @Test func manyTasksAtOnceAgree() async throws {
        let validator = try TokenFixtures.validator(remembering: 8)
        let tokens = try (0..<16).map { try TokenFixtures.token(TokenFixtures.claims.with("n", .integer($0))) }
        await withTaskGroup(of: Bool.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for index in 0..<64 {
                        let token = tokens[(index * 7 + task) % tokens.count]
                        guard let accepted = try? await validator.validate(token, at: TokenFixtures.now),
                            accepted.claims["n"] == .integer(Int64((index * 7 + task) % tokens.count))
                        else { return false }
                    }
                    return true
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
