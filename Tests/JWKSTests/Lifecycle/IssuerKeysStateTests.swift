import JOSE
import TestSupport
import Testing

@testable import JWKS

@Suite final class IssuerKeysStateTests {
    /// What became of a request that missed its key.
    private enum Told: Hashable {
        case keys
        case retry(after: Int)
        case waits
        case waitsForItsFetch
    }

    private static let start = ContinuousClock.now
    private var state = IssuerKeysState(rules: JWKSCacheConfiguration())
    private var generation: UInt64 = 0

    private func at(_ seconds: Int) -> KeyClock.Instant { Self.start + .seconds(seconds) }

    private func nextGeneration() -> UInt64 {
        generation += 1
        return generation
    }

    private func told(_ answer: KeyWaiter.Answer) -> Told {
        switch answer {
        case .success: .keys
        case .failure(let error): .retry(after: Int(error.retryAfter.components.seconds))
        }
    }

    private func admit(_ keyID: String?, at seconds: Int) -> Told {
        switch state.admit(KeyWaiter(keyID: keyID, deadline: at(seconds + 10)), at: at(seconds)) {
        case .answer(let answer): told(answer)
        case .wait: .waits
        case .fetchAndWait: .waitsForItsFetch
        }
    }

    /// What those are told who waited, by their key ids, and whether another fetch follows.
    private func succeed(with keyIDs: [String], at seconds: Int) throws -> (told: [String: Told], fetches: Bool) {
        let document = Array(#"{"keys":[\#(keyIDs.map(KeyFixtures.key).joined(separator: ","))]}"#.utf8)
        let keys = try RetrievedKeys(document: document, maxAge: nil)
        let result = state.succeed(with: keys, jitter: 0, nextGeneration: nextGeneration, at: at(seconds))
        return (told(result.answered), result.fetches)
    }

    private func fail(at seconds: Int) -> [String: Told] {
        told(state.fail(reason: "down", jitter: 0, nextGeneration: nextGeneration, at: at(seconds)).answered)
    }

    private func offer(_ keyIDs: String, age: Int, at seconds: Int) throws -> [String: Told] {
        let keys = try KeyFixtures.retrieved(keyIDs)
        return told(
            state.offer(stored: keys, age: .seconds(age), nextGeneration: nextGeneration, at: at(seconds)).answered
        )
    }

    private func told(_ answered: [(KeyWaiter, KeyWaiter.Answer)]) -> [String: Told] {
        Dictionary(answered.map { ($0.keyID ?? "none", told($1)) }) { first, _ in first }
    }

    /// The key "a" is known.
    private func fetchAtZero() throws {
        #expect(admit("a", at: 0) == .waitsForItsFetch)
        #expect(try succeed(with: ["a"], at: 0).told == ["a": .keys])
    }

    // MARK: Unknown key ids

    @Test func aKeyIDThatNoFetchWasAskedForIsNotUnknownWhileTheIssuerCoolsDown() throws {
        try fetchAtZero()
        #expect(admit("forged", at: 1) == .waitsForItsFetch)
        #expect(try succeed(with: ["a"], at: 2).told == ["forged": .keys])
        // The issuer rotates.
        #expect(admit("new", at: 3) == .retry(after: 28))
        #expect(admit(nil, at: 3) == .retry(after: 28))
        #expect(admit("new", at: 30) == .retry(after: 1))
        #expect(admit("forged", at: 30) == .keys)
        #expect(admit("new", at: 31) == .waitsForItsFetch)
        #expect(try succeed(with: ["a", "new"], at: 32).told == ["new": .keys])
        #expect(admit("forged", at: 33) == .retry(after: 28))
    }

    @Test func aKeyIDThatLeftTheSetWithAFetchIsUnknownWithoutAFurtherOne() throws {
        try fetchAtZero()
        #expect(admit("new", at: 1) == .waitsForItsFetch)
        #expect(try succeed(with: ["new"], at: 2).told == ["new": .keys])
        #expect(admit("a", at: 3) == .keys)
        #expect(admit("other", at: 3) == .retry(after: 28))
        // The issuer may have taken it back meanwhile.
        #expect(admit("a", at: 31) == .waitsForItsFetch)
    }

    @Test func aKeyIDStaysUnknownAfterARefreshThatDidNotBringIt() throws {
        try fetchAtZero()
        #expect(admit("forged", at: 235) == .waitsForItsFetch)
        _ = try succeed(with: ["a"], at: 235)
        _ = fail(at: 241)
        #expect(admit("forged", at: 241) == .retry(after: 1))
        _ = try succeed(with: ["a"], at: 242)
        #expect(admit("forged", at: 243) == .keys)
        #expect(admit("new", at: 243) == .retry(after: 22))
    }

    @Test func whoComesWhileAFetchIsUnderWayIsToldNothingThatItCannotKnow() throws {
        try fetchAtZero()
        #expect(admit("forged", at: 1) == .waitsForItsFetch)
        #expect(admit("a", at: 2) == .keys)
        #expect(admit("new", at: 2) == .waits)
        // The issuer answered before it rotated.
        let result = try succeed(with: ["a"], at: 3)
        #expect(result.told == ["forged": .keys, "new": .retry(after: 28)])
        #expect(!result.fetches)
    }

    @Test func whoComesWhileARefreshIsUnderWayHasTheIssuerAskedAnew() throws {
        try fetchAtZero()
        #expect(state.wakeUp(timer: at(240), at: at(240)).fetches)
        #expect(admit("new", at: 241) == .waits)
        #expect(admit("other", at: 241) == .waits)
        let refresh = try succeed(with: ["a"], at: 242)
        #expect(refresh.told == [:])
        #expect(refresh.fetches && state.hasWaiting)
        #expect(admit("late", at: 243) == .waits)
        let second = try succeed(with: ["a", "new"], at: 244)
        #expect(second.told == ["new": .keys, "other": .keys, "late": .retry(after: 28)])
        #expect(!second.fetches && !state.hasWaiting)
        #expect(admit("other", at: 245) == .keys)
    }

    @Test func keyIDsAreRememberedUpToTheNumberThatMayWait() throws {
        var rules = JWKSCacheConfiguration()
        rules.maxWaiting = 1
        state = IssuerKeysState(rules: rules)
        try fetchAtZero()
        #expect(state.wakeUp(timer: at(240), at: at(240)).fetches)
        #expect(admit("new", at: 241) == .waits)
        #expect(admit("other", at: 241) == .retry(after: 1))
        guard case .answer(.failure(let refusal)) = state.admit(KeyWaiter(keyID: "b", deadline: at(250)), at: at(241))
        else {
            Issue.record("it waits")
            return
        }
        #expect(refusal.reason == "Too many requests wait for keys.")
    }

    // MARK: Keys of an earlier process

    @Test func freshStoredKeysAnswerThoseAloneWhoseKeyTheyHave() throws {
        for keyID in ["a", "new", nil] { _ = admit(keyID, at: 0) }
        #expect(try offer("a", age: 10, at: 1) == ["a": .keys, "none": .keys])
        #expect(try succeed(with: ["new"], at: 2).told == ["new": .keys])
    }

    @Test func storedKeysDoNotShowThatAKeyIsUnknown() throws {
        for keyID in ["a", "new", nil] { _ = admit(keyID, at: 0) }
        #expect(try offer("a", age: 1_000, at: 1) == [:])
        #expect(fail(at: 2) == ["a": .keys, "none": .keys, "new": .retry(after: 1)])
        #expect(admit("new", at: 2) == .retry(after: 1))
        // Those that it tried already say nothing to a token without a key id.
        #expect(admit(nil, at: 3) == .waitsForItsFetch)
        #expect(fail(at: 3) == ["none": .retry(after: 2)])
    }
}
