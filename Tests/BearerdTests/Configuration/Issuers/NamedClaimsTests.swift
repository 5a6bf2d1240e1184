import OAuth
import Testing

@testable import bearerd

@Suite struct NamedClaimsTests {
    private static let shared = ["AUTH0_DOMAIN": "t.eu.auth0.com", "AUDIENCE": "api"]

    private func settings(_ more: [String: String]) throws(SettingError) -> IssuerSettings {
        try IssuerSettings(SettingReader(flags: [:], environment: Self.shared.merging(more) { $1 }))
    }

    @Test func onlyWhatSomebodyWroteIsWatched() throws {
        #expect(try settings([:]).policies.map(\.watches.count) == [0])
        #expect(try settings(["SCOPE_CLAIMS": "scope,scp"]).policies.map(\.watches.count) == [1])
        let both = try settings(["SCOPE_CLAIMS": "scp", "ROLE_CLAIMS": "a.b", "ISSUERS": "https://b.example/"])
        #expect(both.policies.map(\.watches.count) == [2, 2])
        #expect(both.policies.map { $0.scopeClaims.map(\.description) } == [["scp"], ["scp"]])
        #expect(both.policies.map { $0.roleClaims.map(\.description) } == [["a.b"], ["a.b"]])
    }

    @Test func aPresetAddsItsRolesAndLeavesScopesThatAreSet() throws {
        let policy = try #require(
            try settings(["PROVIDER": "keycloak", "SCOPE_CLAIMS": "scp", "ROLE_CLAIMS": "x"]).policies.first
        )
        #expect(policy.scopeClaims.map(\.description) == ["scp"])
        #expect(policy.roleClaims.map(\.description) == ["x", "realm_access.roles", "resource_access.api.roles"])
        #expect(policy.watches.count == 2)
        #expect(
            try settings(["PROVIDER": "auth0"]).policies.first?.scopeClaims.map(\.description) == [
                "scope", "permissions",
            ]
        )
    }

    @Test(arguments: ["a,", "a..b", ".", #"a\b"#])
    func whatIsNoListOfPathsIsRefused(text: String) {
        #expect(throws: SettingError.self) { try settings(["ROLE_CLAIMS": text]) }
        #expect(throws: SettingError.self) { try settings(["SCOPE_CLAIMS": text]) }
    }
}
