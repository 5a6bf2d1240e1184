import JOSE
import OAuth
import ResourceServer
import TestSupport
import Testing

@testable import bearerd

/// FAPI 2.0 Security Profile, each line of it that is for resource servers.
@Suite("PROFILE=fapi2") struct SecurityProfileTests {
    private func settings(_ more: [String: String] = [:]) throws -> Settings {
        try SettingFixtures.settings(["PROFILE": "fapi2"].merging(more) { $1 })
    }

    private func mistake(_ more: [String: String]) throws -> SettingError {
        try #require(#expect(throws: SettingError.self) { try settings(more) })
    }

    @Test("§5.3.4 no. 1, 2: a token stands in the header only")
    func tokensStandInTheHeader() throws {
        #expect(try settings().tokenSources == [.header])
        for sources in ["query:access_token", "header,query:access_token", "cookie:at,header"] {
            let mistake = try mistake(["TOKEN_SOURCES": sources])
            #expect(mistake.key == "TOKEN_SOURCES")
            #expect(mistake.value == sources)
            #expect(mistake.expected == "only header (PROFILE=fapi2)")
        }
    }

    @Test("§5.3.4 no. 3: who says nothing of revoked tokens is warned")
    func revocationIsAskedFor() throws {
        #expect(try settings().warnings.contains { $0.contains("revoked (PROFILE=fapi2)") })
        let store = try settings(["REDIS_URL": "unix:/run/redis.sock"])
        #expect(!store.warnings.contains { $0.contains("PROFILE") })
        let reader = SettingReader(flags: [:], environment: [:])
        var policy = IssuerPolicy(issuer: "https://a.example/", audiences: [])
        #expect(SecurityProfile.fapi2.warnings([policy], reader).count == 1)
        policy.introspection = IntrospectionPolicy()
        #expect(SecurityProfile.fapi2.warnings([policy], reader).count == 1)
        policy.introspection?.jwts = .judgedThenAsked
        #expect(SecurityProfile.fapi2.warnings([policy], reader) == [])
        #expect(SecurityProfile.fapi2.warnings([policy, IssuerPolicy(issuer: "b", audiences: [])], reader).count == 1)
    }

    @Test("§5.3.4 no. 5: tokens are bound to their client, in one of two ways")
    func tokensAreBound() throws {
        #expect(try settings().policies.map(\.requiresSenderConstraint) == [true])
        #expect(try SettingFixtures.settings().policies.map(\.requiresSenderConstraint) == [false])
        #expect(try settings(["DPOP_MODE": "disabled"]).dpop.mode == .disabled)
        #expect(try settings(["CERTIFICATE_BOUND_TOKENS": "disabled"]).dpop.mode == .allowed)
        let mistake = try mistake(["CERTIFICATE_BOUND_TOKENS": "disabled", "DPOP_MODE": "disabled"])
        #expect(mistake.key == "DPOP_MODE")
    }

    @Test("§5.4.1: only PS256, ES256 and EdDSA sign")
    func onlyItsAlgorithmsSign() throws {
        let algorithms: [JWSAlgorithm] = [.ps256, .es256, .edDSA, .ed25519]
        let standard = try settings()
        #expect(standard.policies.map(\.algorithms) == [algorithms])
        #expect(standard.dpop.policy.algorithms == algorithms)
        let narrower = try settings(["ALGORITHMS": "ES256", "DPOP_ALGORITHMS": "PS256"])
        #expect(narrower.policies.map(\.algorithms) == [[.es256]])
        #expect(narrower.dpop.policy.algorithms == [.ps256])
        for (setting, value) in [("ALGORITHMS", "ES256,RS256"), ("DPOP_ALGORITHMS", "ES384")] {
            let mistake = try mistake([setting: value])
            #expect(mistake.key == setting)
            #expect(mistake.value == value)
            #expect(mistake.expected == "only PS256, ES256, EdDSA, Ed25519 (PROFILE=fapi2)")
        }
    }

    @Test func anIssuerOfTheFileIsHeldToItAsWell() throws {
        let file = #"[{"issuer": "https://other.example/", "audiences": ["a"], "algorithms": ["RS256"]}]"#
        try TemporaryFile.with(file) { path in
            let mistake = try mistake(["ISSUERS_FILE": path])
            #expect(mistake.key == "ISSUERS_FILE")
            #expect(mistake.expected.hasPrefix("for https://other.example/ only PS256"))
        }
        try TemporaryFile.with(file.replacing("RS256", with: "ES256")) { path in
            let policies = try settings(["ISSUERS_FILE": path]).policies
            #expect(policies.map(\.requiresSenderConstraint) == [true, true])
        }
    }

    @Test func checkConfigListsIt() throws {
        let reader = SettingReader(flags: [:], environment: ["PROFILE": "fapi2"])
        let report = SettingsReport.text(reader)
        #expect(report.contains("ALGORITHMS=PS256,ES256,EdDSA,Ed25519  # PROFILE"))
        #expect(try settings().profile?.lines.count == 4)
        #expect(try SettingFixtures.settings().profile == nil)
        let mistake = #expect(throws: SettingError.self) { try SettingFixtures.settings(["PROFILE": "fapi1"]) }
        #expect(mistake?.expected == "fapi2")
    }
}
