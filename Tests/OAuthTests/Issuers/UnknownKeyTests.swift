import Dispatch
import JOSE
import TestSupport
import Testing

@testable import JWKS
@testable import OAuth

/// Key ids that an issuer does not have, or not yet.
@Suite(.timeLimit(.minutes(10))) struct UnknownKeyTests {
    /// What tokens of the issuer come to, with the key "a" known.
    private func harness() async throws -> (CacheHarness, IssuerKeys) {
        let harness = CacheHarness()
        let keys = harness.keys(serving: "a")
        _ = try await keys.refreshed(for: "a")
        return (harness, keys)
    }

    @Test func anUnknownKeyIsFoundByOneFetch() async throws {
        let (harness, keys) = try await harness()
        harness.serve(["a", "b"])
        #expect(try await keys.refreshed(for: "b").contains("b"))
        #expect(harness.scripted.count == 2)
    }

    @Test func tenThousandUnknownKeysCauseOneFetchEachCooldown() async throws {
        let (harness, keys) = try await harness()
        for round in 1...3 {
            #expect(try await !keys.refreshed(for: "\(round)").contains("\(round)"))
            var answered = 0
            for number in 0..<10_000 {
                do throws(KeysUnavailable) { _ = try await keys.refreshed(for: "\(round)-\(number)") } catch {
                    continue
                }
                answered += 1
            }
            #expect(answered == 0)
            #expect(try await !keys.refreshed(for: "\(round)").contains("\(round)"))
            #expect(harness.scripted.count == 1 + round)
            harness.advance(by: .seconds(30))
        }
    }

    @Test func anUnknownKeyDoesNotWaitWhileCoolingDown() async throws {
        let (harness, keys) = try await harness()
        _ = try await keys.refreshed(for: "b")
        // Whoever waited for the queue now would wait for ever.
        harness.cache.context.queue.suspend()
        defer { harness.cache.context.queue.resume() }
        #expect(try await !keys.refreshed(for: "b").contains("b"))
        let refusal = KeysUnavailable(
            reason: "The key id is not known, and the issuer is not asked for another one before its cooldown is over.",
            retryAfter: .seconds(30)
        )
        await #expect(throws: refusal) { try await keys.refreshed(for: "c") }
    }

    @Test func requestsForKnownKeysDoNotWaitForTheFetchThatAnUnknownOneCauses() async throws {
        let (harness, keys) = try await harness()
        let gate = harness.scripted.hold(CacheHarness.jwksURI)
        let stranger = Task { try await keys.refreshed(for: "b") }
        await harness.log.next { $0.kind == .coolingDown(for: .seconds(30)) }
        #expect(try await keys.refreshed(for: "a").contains("a"))
        gate.signal()
        #expect(try await !stranger.value.contains("b"))
    }

    /// The fetch of the refresh had its answer before the issuer rotated.
    @Test func aRequestThatJoinsARefreshIsAnsweredByAFetchOfItsOwn() async throws {
        let (harness, keys) = try await harness()
        await harness.log.nextFetched()
        let gate = harness.scripted.hold(CacheHarness.jwksURI)
        harness.advance(by: .seconds(240))
        while harness.scripted.count < 2, !Task.isCancelled { await Task.yield() }
        harness.serve(["a", "b"])
        let request = Task { try await keys.refreshed(for: "b") }
        await harness.isWaiting(for: keys)
        gate.signal()
        gate.signal()
        await harness.log.nextFetched()
        harness.settle()
        await harness.lanesAreFree()
        #expect(harness.scripted.count == 3)
        // Whoever is not answered by now would wait for ever.
        request.cancel()
        #expect(try await request.value.contains("b"))
    }

    @Test func aForgedKeyIDCostsNoTokenOfANewKeyItsGoodName() async throws {
        let harness = CacheHarness()
        let old = try TokenFixtures.key()
        harness.scripted.answer(CacheHarness.jwksURI, TokenFixtures.document(old))
        var policy = try TokenFixtures.policy()
        policy.keySource = .jwksURI(CacheHarness.jwksURI)
        let validator = AccessTokenValidator(policies: [policy], cache: harness.cache)
        #expect(try await validator.refusal(of: TokenFixtures.token(by: old)) == nil)

        let forged = try TokenFixtures.token(header: ["kid": "forged"])
        #expect(await validator.refusal(of: forged)?.code == .keyNotFound)
        let new = try SigningKey.generate(.es256)
        harness.scripted.answer(CacheHarness.jwksURI, TokenFixtures.document(old, new))
        let token = try TokenFixtures.token(by: new)
        harness.advance(by: .seconds(10))
        let refusal = await validator.refusal(of: token)
        #expect(refusal?.code == .keysUnavailable)
        #expect(refusal?.retryAfter == .seconds(20))
        #expect(await validator.refusal(of: forged)?.code == .keyNotFound)
        #expect(try await validator.refusal(of: TokenFixtures.token(by: old)) == nil)
        harness.advance(by: .seconds(20))
        #expect(await validator.refusal(of: token) == nil)
    }
}
