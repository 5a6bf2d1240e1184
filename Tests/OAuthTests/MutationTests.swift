import Foundation
import JOSE
import Testing
import Text

@testable import OAuth

@Suite("Mutated tokens are never taken for good ones, and never crash")
struct MutationTests {
    @Test("Of a token that somebody changed, nothing is accepted but the token itself")
    func changedTokens() async throws {
        var mutator = TokenMutator()
        let algorithms: [JWSAlgorithm] = [.hs256, .es256, .ed25519, .rs256]
        let keys = try algorithms.map(TokenFixtures.key)
        var policy = try TokenFixtures.policy(keys: keys)
        policy.algorithms = algorithms
        let validator = try TokenFixtures.validator([policy], remembering: 100)
        let other = TokenFixtures.claims.with("sub", "admin").with("exp", 1_600_000_000)
        let samples = try keys.map {
            (good: try TokenFixtures.token(by: $0), other: try TokenFixtures.token(other, by: $0))
        }
        for sample in samples {
            #expect(await validator.refusal(of: sample.good) == nil)
            #expect(await validator.refusal(of: sample.other)?.code == .tokenExpired)
        }
        for round in 0..<TokenMutator.count {
            let sample = samples[round % samples.count]
            let mutated = mutator.mutate(sample.good, other: sample.other)
            let isAccepted = await validator.refusal(of: mutated) == nil
            #expect(isAccepted == mutated.isSameText(as: sample.good), "round \(round): \(mutated)")
        }
        // They are remembered still, and nothing else with them.
        for sample in samples { #expect(validator.remembers(sample.good)) }
    }

    @Test("Whatever an issuer signs is accepted only if another reading of RFC 7519 says so, and explained alike")
    func signedClaims() async throws {
        var mutator = TokenMutator()
        let key = try TokenFixtures.key(.hs256)
        var policy = try TokenFixtures.policy(keys: [key])
        policy.algorithms = [.hs256]
        let validator = try TokenFixtures.validator([policy], remembering: 100)
        var acceptedCount = 0
        for round in 0..<TokenMutator.count / 4 {
            let claims = mutator.retype(TokenFixtures.claims)
            let token = try TokenFixtures.token(claims, by: key)
            let refusal = await validator.refusal(of: token)
            let isGood = try Oracle.accepts(claims.encoded())
            #expect((refusal == nil) == isGood, "round \(round): \(String(decoding: claims.encoded(), as: UTF8.self))")
            #expect(await validator.explain(token, at: TokenFixtures.now).refusal == refusal?.code)
            acceptedCount += isGood ? 1 : 0
        }
        // Both answers come up, or nothing was tried.
        #expect(acceptedCount > 0)
        #expect(acceptedCount < TokenMutator.count / 4)
    }

    @Test("Explaining a changed token never crashes, and agrees with judging it")
    func explanations() async throws {
        var mutator = TokenMutator()
        let validator = try TokenFixtures.validator()
        let (good, other) = (try TokenFixtures.token(), try TokenFixtures.token(TokenFixtures.claims.with("sub", "x")))
        for round in 0..<TokenMutator.count / 8 {
            let mutated = mutator.mutate(good, other: other)
            let explained = await validator.explain(mutated, at: TokenFixtures.now).refusal
            #expect(await validator.refusal(of: mutated)?.code == explained, "round \(round): \(mutated)")
        }
    }

    @Test("An encrypted token that is changed is never accepted, and explained as it is judged")
    func encryptedTokens() async throws {
        var mutator = TokenMutator()
        let key = try DecryptionKey.generate(.ecdhES)
        let validator = try TokenFixtures.validator(decryptionKeys: DecryptionKeySet([key]))
        let good = try key.encryptionKey.encrypt(TokenFixtures.token())
        let other = try key.encryptionKey.encrypt(TokenFixtures.token(TokenFixtures.claims.with("exp", 1)))
        for round in 0..<TokenMutator.count / 8 {
            let mutated = mutator.mutate(good, other: other)
            let refusal = await validator.refusal(of: mutated)?.code
            #expect(refusal != nil || mutated == good, "round \(round): \(mutated)")
            let explained = await validator.explain(mutated, at: TokenFixtures.now).refusal
            #expect(refusal == explained, "round \(round): \(mutated)")
        }
    }
}

/// The rules for claims, written a second time, over Foundation's JSON.
private enum Oracle {
    static func accepts(_ payload: [UInt8]) throws -> Bool {
        let members = try #require(JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any])
        let claims = members.filter { $0.key == "cnf" || !($0.value is NSNull) }
        let strings = ["iss", "sub", "azp", "client_id", "jti"]
        guard strings.allSatisfy({ claims[$0] == nil || claims[$0] is String }) else { return false }
        guard claims["iss"] as? String == "https://issuer.example/" else { return false }
        guard let audience = claims["aud"] as? String ?? (claims["aud"] as? [String])?.joined(separator: "\n"),
            audience.components(separatedBy: "\n").contains("https://api.example")
        else { return false }
        guard let end = date(claims["exp"]), end + 30 > 1_700_000_000 else { return false }
        for name in ["nbf", "iat"] where claims[name] != nil {
            guard let start = date(claims[name]), start - 30 <= 1_700_000_000 else { return false }
        }
        for name in ["scope", "scp", "permissions"] where claims[name] != nil && !(claims[name] is [String]) {
            guard let words = (claims[name] as? String)?.components(separatedBy: " ") else { return false }
            guard words == [""] || !words.contains("") else { return false }
        }
        guard let confirmation = claims["cnf"] else { return true }
        return (confirmation as? [String: String])?.keys.sorted() == ["jkt"]
            && (confirmation as? [String: String])?["jkt"]?.count == 43
    }

    private static func date(_ value: Any?) -> Double? {
        // Foundation takes true for a number, until it writes it.
        guard let value, let number = value as? NSNumber,
            let text = try? JSONSerialization.data(withJSONObject: [value]), ![UInt8](text).contains(UInt8(ascii: "e"))
        else { return nil }
        return (0...253_402_300_799).contains(number.doubleValue) ? number.doubleValue : nil
    }
}
