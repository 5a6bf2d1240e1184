import JOSE
import TestSupport
import Testing

@testable import OAuth

@Suite(.timeLimit(.minutes(10))) struct ResolvedIssuersTests {
    /// A resolver that a test writes, and the names it was asked for.
    private final class Resolver: Sendable {
        let names = Shared<[String]>([])
        let answers: Shared<[[UInt8]: IssuerPolicy]>
        let harness = CacheHarness()

        init(_ policies: IssuerPolicy...) {
            answers = Shared(Dictionary(uniqueKeysWithValues: policies.map { (Array($0.issuer.utf8), $0) }))
        }

        var count: Int { names.value.count }

        func answer(_ name: String, _ policy: IssuerPolicy?) {
            answers.change { $0[Array(name.utf8)] = policy }
        }

        var issuers: ResolvedIssuers {
            ResolvedIssuers(
                { name in
                    self.names.change { $0.append(name) }
                    return self.answers.value[Array(name.utf8)]
                },
                harness.cache
            )
        }
    }

    @Test func aPolicyIsAskedForOnceInFiveMinutes() async throws {
        let resolver = try Resolver(TokenFixtures.policy())
        let issuers = resolver.issuers
        let first = try #require(try await issuers.issuer(named: TokenFixtures.issuer))
        resolver.harness.time.advance(by: .milliseconds(299_999))
        #expect(try await issuers.issuer(named: TokenFixtures.issuer) === first)
        #expect(issuers.isCurrent(first))
        #expect(resolver.count == 1)
        resolver.harness.time.advance(by: .milliseconds(1))
        #expect(!issuers.isCurrent(first))
        let second = try await issuers.issuer(named: TokenFixtures.issuer)
        #expect(second !== first)
        #expect(resolver.count == 2)
    }

    @Test func aRefusalCountsForHalfAMinute() async throws {
        let resolver = Resolver()
        let issuers = resolver.issuers
        #expect(try await issuers.issuer(named: TokenFixtures.issuer) == nil)
        resolver.answer(TokenFixtures.issuer, try TokenFixtures.policy())
        resolver.harness.time.advance(by: .milliseconds(29_999))
        #expect(try await issuers.issuer(named: TokenFixtures.issuer) == nil)
        #expect(resolver.count == 1)
        resolver.harness.time.advance(by: .milliseconds(1))
        #expect(try await issuers.issuer(named: TokenFixtures.issuer) != nil)
    }

    @Test func aRefusalEndsThePolicy() async throws {
        let resolver = try Resolver(TokenFixtures.policy())
        let issuers = resolver.issuers
        let issuer = try #require(try await issuers.issuer(named: TokenFixtures.issuer))
        resolver.answer(TokenFixtures.issuer, nil)
        resolver.harness.time.advance(by: .seconds(300))
        #expect(try await issuers.issuer(named: TokenFixtures.issuer) == nil)
        #expect(!issuers.isCurrent(issuer))
    }

    @Test func aNameThatIsTooLongIsNotAskedFor() async throws {
        let resolver = Resolver()
        #expect(try await resolver.issuers.issuer(named: String(repeating: "a", count: 1_025)) == nil)
        #expect(resolver.count == 0)
        #expect(try await resolver.issuers.issuer(named: String(repeating: "a", count: 1_024)) == nil)
        #expect(resolver.count == 1)
    }

    @Test func aPolicyOfAnotherNameIsNone() async throws {
        let resolver = Resolver()
        resolver.answer("https://issuer.example", try TokenFixtures.policy("https://issuer.example/"))
        #expect(try await resolver.issuers.issuer(named: "https://issuer.example") == nil)
    }

    @Test func whatTheResolverThrowsIsNoFaultOfTheTokensAndNotRemembered() async throws {
        let harness = CacheHarness()
        let count = Shared(0)
        let issuers = ResolvedIssuers(
            { name in
                count.change { $0 += 1 }
                if count.value == 1 { throw TokenFixtures.NoNetwork() }
                return try TokenFixtures.policy(name)
            },
            harness.cache
        )
        let error = await #expect(throws: TokenValidationError.self) {
            try await issuers.issuer(named: TokenFixtures.issuer)
        }
        #expect(error?.code == .keysUnavailable)
        #expect(error?.retryAfter != nil)
        #expect(try await issuers.issuer(named: TokenFixtures.issuer) != nil)
    }

    @Test func strangersPushOutStrangersAlone() async throws {
        let resolver = try Resolver(TokenFixtures.policy())
        let issuers = resolver.issuers
        let known = try #require(try await issuers.issuer(named: TokenFixtures.issuer))
        for index in 0...ResolvedIssuers.mostEntries {
            _ = try await issuers.issuer(named: "https://\(index).example/")
        }
        #expect(issuers.isCurrent(known))
        let count = resolver.count
        _ = try await issuers.issuer(named: "https://1.example/")
        #expect(resolver.count == count)
        _ = try await issuers.issuer(named: "https://0.example/")
        #expect(resolver.count == count + 1)
    }

    @Test func aRefusalOfOneSpellingSaysNothingOfAnother() async throws {
        let composed = "https://caf\u{E9}.example/"
        let resolver = try Resolver(TokenFixtures.policy(composed))
        let issuers = resolver.issuers
        #expect(try await issuers.issuer(named: "https://cafe\u{301}.example/") == nil)
        #expect(try await issuers.issuer(named: composed) != nil)
    }

    @Test func questionsUnderWayAreBounded() async throws {
        let harness = CacheHarness()
        let (answers, answer) = AsyncStream.makeStream(of: Void.self)
        let asked = Shared(0)
        let issuers = ResolvedIssuers(
            { name in
                asked.change { $0 += 1 }
                // Were it let in, the question beyond the bound would be answered, and not hang.
                guard asked.value <= ResolvedIssuers.mostQuestions else { return nil }
                for await _ in answers {}
                return try TokenFixtures.policy(name)
            },
            harness.cache
        )
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<ResolvedIssuers.mostQuestions {
                group.addTask { try await issuers.issuer(named: "https://\(index).example/") != nil }
            }
            while asked.value < ResolvedIssuers.mostQuestions { await Task.yield() }
            let error = await #expect(throws: TokenValidationError.self) {
                try await issuers.issuer(named: TokenFixtures.issuer)
            }
            #expect(error?.code == .keysUnavailable)
            answer.finish()
            for try await isFound in group { #expect(isFound) }
        }
        asked.change { $0 = 0 }
        #expect(try await issuers.issuer(named: TokenFixtures.issuer) != nil)
    }

    @Test func aPolicyThatIsAskedForAnewEndsTheOldOne() async throws {
        let resolver = try Resolver(TokenFixtures.policy())
        let issuers = resolver.issuers
        let first = try #require(try await issuers.issuer(named: TokenFixtures.issuer))
        resolver.harness.time.advance(by: .seconds(300))
        let second = try #require(try await issuers.issuer(named: TokenFixtures.issuer))
        #expect(issuers.isCurrent(second))
        #expect(!issuers.isCurrent(first))
    }

    @Test func aRememberedTokenIsJudgedByThePolicyOfNow() async throws {
        let policy = Shared(try TokenFixtures.policy())
        let harness = CacheHarness()
        let validator = AccessTokenValidator(resolver: { _ in policy.value }, cache: harness.cache)
        let (token, other) = (try TokenFixtures.token(), try TokenFixtures.token(TokenFixtures.claims.with("n", 1)))
        #expect(await validator.refusal(of: token) == nil)
        policy.change { $0.audiences = ["https://other.example"] }
        harness.advance(by: .seconds(300))
        // The policy is asked for anew for another token.
        #expect(await validator.refusal(of: other)?.code == .invalidAudience)
        #expect(await validator.refusal(of: token)?.code == .invalidAudience)
    }

    @Test func aRefusalEndsAnAcceptanceThatWasAskedForAtTheSameTime() async throws {
        let asked = Shared(0)
        let (refusal, refuse) = AsyncStream.makeStream(of: Void.self)
        let issuers = ResolvedIssuers(
            { name in
                asked.change { $0 += 1 }
                guard asked.value == 1 else { return try TokenFixtures.policy(name) }
                for await _ in refusal {}
                return nil
            },
            CacheHarness().cache
        )
        let refused = Task { try await issuers.issuer(named: TokenFixtures.issuer) }
        while asked.value < 1 { await Task.yield() }
        let accepted = try #require(try await issuers.issuer(named: TokenFixtures.issuer))
        #expect(issuers.isCurrent(accepted))
        refuse.finish()
        #expect(try await refused.value == nil)
        #expect(!issuers.isCurrent(accepted))
        #expect(try await issuers.issuer(named: TokenFixtures.issuer) == nil)
        #expect(asked.value == 2)
    }

    @Test func aNameThatIsAskedForAgainAndAgainTakesOnePlace() async throws {
        let resolver = try Resolver(TokenFixtures.policy())
        let issuers = resolver.issuers
        for _ in 0...ResolvedIssuers.mostEntries {
            let issuer = try #require(try await issuers.issuer(named: TokenFixtures.issuer))
            guard issuers.isCurrent(issuer) else {
                Issue.record("a policy of now made room for one of earlier")
                return
            }
            resolver.harness.time.advance(by: .seconds(300))
        }
    }
}
