import JOSE
import OAuth
import TestSupport
import Testing

@testable import bearerd

@Suite struct IssuerSettingsTests {
    private func settings(_ environment: [String: String]) throws(SettingError) -> IssuerSettings {
        try IssuerSettings(SettingReader(flags: [:], environment: environment))
    }

    private func refusal(_ environment: [String: String]) -> String? {
        do throws(SettingError) {
            _ = try settings(environment)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func tenantAndIssuersShareEverythingElse() throws {
        let policies = try settings([
            "AUTH0_DOMAIN": "a.example:8443", "ISSUERS": "https://b.example, http://127.0.0.1:9/x",
            "AUTH0_AUDIENCE": "one , two", "ALGORITHMS": "RS256,ES256", "CLOCK_SKEW": "1s",
        ]).policies
        #expect(policies.map(\.issuer) == ["https://a.example:8443/", "https://b.example", "http://127.0.0.1:9/x"])
        for policy in policies {
            #expect(policy.audiences == ["one", "two"])
            #expect(policy.algorithms == [.rs256, .es256])
            #expect(policy.clockSkew == .seconds(1))
        }
    }

    @Test(arguments: [
        "", "https://a.example", "a.example/", "a b", "-a.example", ".a", "a:", "a:x", "a:99999", "a@b", "a?b",
        "caf\u{E9}.example", "[::1]", "a\nb",
    ])
    func whatIsNoDomainIsRefused(domain: String) {
        #expect(IssuerSettings.domain(domain) == nil)
    }

    @Test(arguments: ["a", "a.example", "A.example", "a.example:8443", "127.0.0.1:80"])
    func aDomainIsAHostWithAnOptionalPort(domain: String) {
        #expect(IssuerSettings.domain(domain) == domain)
    }

    @Test(arguments: [
        "https://a.example/?x", "https://a.example/#x", "http://a.example/", "ftp://a.example/", "a.example",
        "https://", "https://u@a.example/",
    ])
    func whatIsNoIssuerIsRefused(issuer: String) {
        #expect(IssuerSettings.issuer(issuer) == nil)
    }

    @Test func thereIsAtLeastOneIssuer() {
        #expect(refusal(["AUTH0_AUDIENCE": "a"])?.hasPrefix("AUTH0_DOMAIN is not set: expected ") == true)
    }

    @Test func theTenantNeedsAnAudience() {
        #expect(
            refusal(["AUTH0_DOMAIN": "a.example"])
                == "AUTH0_AUDIENCE is not set: expected the API's identifier, or several separated by commas"
        )
    }

    @Test func anIssuerIsNamedOnce() throws {
        let twice = ["AUTH0_DOMAIN": "a.example", "AUTH0_AUDIENCE": "a", "ISSUERS": "https://a.example/"]
        #expect(refusal(twice) == "ISSUERS is \"https://a.example/\" (environment): expected each issuer once")
        let message = try TemporaryFile.with(#"[{"issuer":"https://a.example/","audiences":["x"]}]"#) { path in
            refusal(["AUTH0_DOMAIN": "a.example", "AUTH0_AUDIENCE": "a", "ISSUERS_FILE": path])
        }
        #expect(
            message?.contains("expected no issuer that AUTH0_DOMAIN or ISSUERS has already: https://a.example/") == true
        )
    }

    @Test func aSecretComesFromTheFileAlone() throws {
        let tenant = ["AUTH0_DOMAIN": "a.example", "AUTH0_AUDIENCE": "a"]
        #expect(refusal(tenant.merging(["ALGORITHMS": "HS256"]) { $1 })?.hasPrefix("ALGORITHMS is \"HS256\"") == true)
        let mixed = try settings(tenant.merging(["ALGORITHMS": "HS256,RS256"]) { $1 })
        #expect(mixed.policies.first?.algorithms == [.rs256])
    }

    @Test func theFileMayStandAlone() throws {
        try TemporaryFile.with(#"[{"issuer":"https://a.example/","audiences":["x"]}]"#) { path in
            let policies = try settings(["ISSUERS_FILE": path]).policies
            #expect(policies.map(\.issuer) == ["https://a.example/"])
            #expect(policies.map(\.audiences) == [["x"]])
        }
    }

    @Test func aFileWithoutIssuersIsAtFaultItself() throws {
        try TemporaryFile.with("[]") { path in
            let told = refusal(["ISSUERS_FILE": path])
            #expect(told?.hasPrefix("ISSUERS_FILE is \"\(path)\" (environment): expected at the top: ") == true)
        }
    }

    @Test func aFaultInTheFileIsToldWithItsPlace() throws {
        try TemporaryFile.with(#"[{"issuer":"https://a.example/"}]"#) { path in
            #expect(
                refusal(["ISSUERS_FILE": path])
                    == "ISSUERS_FILE is \"\(path)\" (environment): expected at [0].audiences: a list of identifiers, at least one"
            )
        }
    }

    @Test func theAudienceHasTwoNamesOfWhichOneIsSet() throws {
        let domain = ["AUTH0_DOMAIN": "t.eu.auth0.com"]
        #expect(try settings(domain.merging(["AUDIENCE": "a, b"]) { $1 }).policies.map(\.audiences) == [["a", "b"]])
        let both = refusal(domain.merging(["AUDIENCE": "a", "AUTH0_AUDIENCE": "a"]) { $1 })
        #expect(both?.contains("AUDIENCE or AUTH0_AUDIENCE, which mean the same, not both") == true)
    }

    @Test func theLongestLifetimeIsThatOfEveryToken() throws {
        let shared = ["AUTH0_DOMAIN": "t.eu.auth0.com", "AUDIENCE": "a"]
        #expect(
            try settings(shared.merging(["MAX_TOKEN_LIFETIME": "24h"]) { $1 }).policies.first?.maxTokenLifetime
                == .seconds(86_400)
        )
        #expect(refusal(shared.merging(["MAX_TOKEN_LIFETIME": "0s"]) { $1 }) != nil)
    }

    @Test func aProviderIsThatOfTheIssuersBesideIt() throws {
        let shared = [
            "ISSUERS": "https://sso.example/realms/a,https://b.example/", "AUDIENCE": "api", "PROVIDER": "keycloak",
        ]
        let settings = try settings(shared)
        #expect(settings.policies.allSatisfy { $0.marks.count == 1 })
        #expect(settings.presetNotes.map(\.issuer) == ["https://sso.example/realms/a", "https://b.example/"])
        #expect(settings.warnings.map { $0.prefix(18) } == ["https://b.example/"])
        #expect(
            refusal(["PROVIDER": "google", "AUTH0_DOMAIN": "a.b", "AUDIENCE": "a"])?.contains("auth0, keycloak, ")
                == true
        )
        #expect(refusal(["PROVIDER": "auth0"])?.contains("AUTH0_DOMAIN or ISSUERS beside it") == true)
    }
}
