import OAuth
import Testing

@testable import bearerd

@Suite struct ProviderPresetTests {
    private static let tenant = "1e1a5e3a-f0ea-4518-8b12-3f4d5c6b7a89"

    @Test(arguments: Provider.allCases)
    func everyRowSaysWhatAndWhy(provider: Provider) {
        var policy = IssuerPolicy(issuer: "https://a.example/", audiences: ["api"])
        let note = ProviderPreset.of(provider).fill(&policy, except: [])
        #expect(note.rows.count >= 2)
        for row in note.rows { #expect(!row.text.isEmpty && !row.why.isEmpty) }
        for line in note.lines { #expect(line.hasPrefix("# https://a.example/ (\(provider.rawValue)): ")) }
        #expect(!policy.marks.isEmpty)
        #expect(ProviderPreset.of(provider).excluded.contains("hmac_secret_file"))
    }

    @Test(
        arguments: [
            (.auth0, "https://t.eu.auth0.com/", true), (.auth0, "https://t.eu.auth0.com", false),
            (.auth0, "https://login.example.com/", false), (.auth0, "https://t.auth0.com.evil.example/", false),
            (.keycloak, "https://sso.example/realms/shop", true),
            (.keycloak, "https://sso.example/auth/realms/shop", true),
            (.keycloak, "https://sso.example/realms/shop/", false), (.keycloak, "https://sso.example/", false),
            (.entra, "https://login.microsoftonline.com/\(tenant)/v2.0", true),
            (.entra, "https://sts.windows.net/\(tenant)/", true), (.entra, "https://sts.windows.net/\(tenant)", false),
            (.entra, "https://login.microsoftonline.com/common/v2.0", false),
            (.entra, "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0", false),
            (.okta, "https://dev-1.okta.com/oauth2/default", true), (.okta, "https://dev-1.okta.com", false),
            (.cognito, "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC", true),
            (.cognito, "https://cognito-idp.eu-west-1.amazonaws.com/", false),
        ] as [(Provider, String, Bool)]
    )
    func anIssuerThatIsNotTheProvidersIsWarnedOf(provider: Provider, issuer: String, isTheirs: Bool) {
        let warning = ProviderPreset.of(provider).warning(about: issuer)
        #expect((warning == nil) == isTheirs)
        if let warning { #expect(warning.contains("does not look like an issuer of \(provider.rawValue): https://")) }
    }

    @Test func rolesOfKeycloakStandInTheRealmAndInTheClientsOfTheAudience() throws {
        var policy = IssuerPolicy(issuer: "https://a.example/", audiences: ["shop.api", "account"])
        _ = ProviderPreset.keycloak.fill(&policy, except: [])
        let expected = [
            "roles", "realm_access.roles", #"resource_access.shop\.api.roles"#, "resource_access.account.roles",
        ]
        #expect(policy.roleClaims.map(\.description) == expected)
    }

    @Test func whatIsSaidOtherwiseIsNotFilledIn() {
        var policy = IssuerPolicy(issuer: "https://a.example/", audiences: ["client"])
        let note = ProviderPreset.cognito.fill(&policy, except: ["audience_claim", "role_claims"])
        #expect(policy.audienceClaim == nil)
        #expect(policy.roleClaims == ClaimPath.standardRoles)
        #expect(note.rows.map(\.text) == ["scope_claims = scope", "access tokens only: token_use is access"])
    }
}
