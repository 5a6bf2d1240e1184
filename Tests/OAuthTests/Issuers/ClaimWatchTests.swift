import JOSE
import JWKS
import Synchronization
import Testing

@testable import OAuth

@Suite struct ClaimWatchTests {
    private static let hour = 3_600.0

    private func look(_ watch: ClaimWatch, _ claims: JSONObject, after seconds: Double) -> [String] {
        watch.look(at: claims, now: TokenFixtures.now + seconds).map(\.description)
    }

    @Test func aPathThatNoTokenOfAnHourHadIsToldOfOnce() {
        let watch = ClaimWatch([ClaimPath(claim: "scp"), ClaimPath(claim: "scope")])
        #expect(look(watch, ["scope": "a"], after: 0) == [])
        #expect(look(watch, ["scope": "a"], after: Self.hour) == [])
        #expect(look(watch, ["scope": "a"], after: Self.hour + 1) == ["scp"])
        #expect(look(watch, ["scope": "a"], after: 2 * Self.hour) == [])
        #expect(look(watch, [:], after: 3 * Self.hour + 1) == ["scope"])
        #expect(look(watch, [:], after: 9 * Self.hour) == [])
    }

    @Test func aTokenSpeaksForAPathAsLongAsItIsGoodButNoLongerThanADay() {
        let path = ClaimPath(claim: "scp")
        for (lifetime, silence) in [(7_200.0, 7_200.0), (1e9, 86_400.0)] {
            let watch = ClaimWatch([path])
            let expiry = JSONValue.number(TokenFixtures.now.secondsSinceEpoch + lifetime)
            #expect(look(watch, ["scp": [], "exp": expiry], after: 0) == [])
            #expect(look(watch, [:], after: silence + Self.hour) == [])
            #expect(look(watch, [:], after: silence + Self.hour + 1) == ["scp"])
        }
    }

    @Test func onlyWhatAnIssuerSignedIsLookedAt() async throws {
        let told = Mutex<[String]>([])
        var policy = try TokenFixtures.policy()
        policy.watches = [ClaimWatch([ClaimPath(claim: "scp")])]
        let validator = AccessTokenValidator(
            policies: [policy],
            cache: .init(fetch: { _ in throw TokenFixtures.NoNetwork() })
        ) { path, issuer in
            told.withLock { $0.append("\(path) of \(issuer)") }
        }
        let forged = try TokenFixtures.token(by: .generate(.es256))
        let good = try TokenFixtures.token(TokenFixtures.claims.with("aud", "another"))
        for token in [forged, good] { _ = await validator.refusal(of: token) }
        _ = await validator.refusal(of: forged, at: TokenFixtures.now + 4_000.0)
        #expect(told.withLock { $0 } == [])
        _ = await validator.refusal(of: good, at: TokenFixtures.now + 4_000.0)
        #expect(told.withLock { $0 } == ["scp of \(TokenFixtures.issuer)"])
    }
}
