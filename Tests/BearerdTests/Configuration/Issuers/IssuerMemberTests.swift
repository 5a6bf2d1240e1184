import JOSE
import OAuth
import Testing
import Text

@testable import bearerd

@Suite struct IssuerMemberTests {
    private static let least = #""issuer":"https://a.example/","audiences":["a"]"#
    private static let template = "https://login.microsoftonline.com/{tid}/v2.0"
    private static let tenants = ["1e1a5e3a-f0ea-4518-8b12-3f4d5c6b7a89", "2e1a5e3a-f0ea-4518-8b12-3f4d5c6b7a89"]

    private func read(_ text: String) throws(IssuersFile.Fault) -> IssuersFile {
        let defaults = IssuersFile.Defaults(algorithms: [.rs256], clockSkew: .seconds(30), requiresATJWT: false)
        return try IssuersFile(Array(text.utf8), defaults: defaults)
    }

    private func policy(_ members: String) throws -> IssuerPolicy {
        try #require(try read("[{\(Self.least),\(members)}]").policies.first)
    }

    private func fault(_ text: String) -> String? {
        do throws(IssuersFile.Fault) {
            _ = try read(text)
            return nil
        } catch {
            return "\(error.place): \(error.expected)"
        }
    }

    @Test func whereTokensHaveWhatIsRead() throws {
        let policy = try policy(
            #""scope_claims":["scp"],"role_claims":["realm_access.roles","x"],"audience_claim":"client_id","#
                + #""max_token_lifetime":"1h""#
        )
        #expect(policy.scopeClaims.map(\.description) == ["scp"])
        #expect(policy.roleClaims.map(\.description) == ["realm_access.roles", "x"])
        #expect(policy.audienceClaim?.description == "client_id")
        #expect(policy.maxTokenLifetime == .seconds(3_600))
        #expect(policy.watches.count == 3)
    }

    @Test func whatNobodyNamesIsAsTheSettingsSayAndNotWatched() throws {
        let policy = try policy(#""clock_skew":"1s""#)
        #expect(policy.scopeClaims == ClaimPath.standardScopes)
        #expect(policy.roleClaims == ClaimPath.standardRoles)
        #expect(policy.audienceClaim == nil)
        #expect(policy.maxTokenLifetime == nil)
        #expect(policy.watches.isEmpty)
    }

    @Test(arguments: [
        (#""scope_claims":[]"#, ".scope_claims: a list of claims"), (#""scope_claims":"scp""#, ".scope_claims: "),
        (#""role_claims":["a..b"]"#, ".role_claims: a list of claims, where a dot goes into an object"),
        (#""role_claims":[5]"#, ".role_claims: "),
        (#""audience_claim":["client_id"]"#, ".audience_claim: the name of a"),
        (#""audience_claim":"""#, ".audience_claim: "),
        (#""max_token_lifetime":3600"#, ".max_token_lifetime: a duration"),
        (#""max_token_lifetime":"0s""#, ".max_token_lifetime: "), (#""preset":"google""#, ".preset: one of auth0, "),
        (
            #""preset":"auth0","hmac_secret_file":"/x""#,
            ".hmac_secret_file: no hmac_secret_file beside the preset auth0"
        ),
        (#""preset":"okta","audience_claim":"cid""#, ".audience_claim: no audience_claim beside the preset okta"),
        (#""tenants":["a"]"#, ".tenants: an issuer_template beside it"),
        (#""issuer_template":"https://{a}.example/","tenants":["x"]"#, ".issuer: issuer or issuer_template, not both"),
    ])
    func aWrongMemberIsToldWithItsPlace(member: String, expected: String) throws {
        let told = try #require(fault("[{\(Self.least),\(member)}]"))
        #expect(told.hasPrefix("[0]\(expected)"), "\(told)")
    }

    @Test func aPresetFillsInWhatNoMemberSays() throws {
        let file = try read(#"[{\#(Self.least),"preset":"cognito","role_claims":["groups"]}]"#)
        let policy = try #require(file.policies.first)
        #expect(policy.scopeClaims.map(\.description) == ["scope"])
        #expect(policy.audienceClaim?.description == "client_id")
        #expect(policy.roleClaims.map(\.description) == ["groups"])
        #expect(file.presetNotes.map(\.provider) == [.cognito])
        #expect(file.warnings.count == 1)
        #expect(file.warnings.first?.contains("does not look like an issuer of cognito") == true)
    }

    // MARK: Tenants

    private static func entry(
        of tenants: [String],
        _ template: String = template,
        more: String = ""
    ) -> String {
        let names = tenants.map { "\"\($0)\"" }.joined(separator: ",")
        return #"{"issuer_template":"\#(template)","tenants":[\#(names)],"audiences":["a"]\#(more)}"#
    }

    @Test func everyTenantHasAPolicyThatIsBoundToItsName() throws {
        let file = try read(
            "[\(Self.entry(of: Self.tenants, more: #","preset":"entra","required_claims":{"ver":["2.0"]}"#))]"
        )
        #expect(
            file.policies.map(\.issuer) == Self.tenants.map { "https://login.microsoftonline.com/\($0)/v2.0" }
        )
        #expect(
            file.policies.map(\.requiredClaims) == Self.tenants.map { ["ver": ["2.0"], "tid": [.string($0)]] }
        )
        #expect(file.policies.allSatisfy { !$0.marks.isEmpty })
        #expect(file.warnings == [])
    }

    @Test(arguments: [
        ("https://login.microsoftonline.com/common/v2.0", ["a"]), ("https://a.example/{}", ["a"]),
        ("https://a.example/{a}/{b}", ["a"]), ("https://a.example/{a", ["a"]), ("https://a.example/a}", ["a"]),
        ("http://a.example/{a}", ["a"]), ("https://a.example/{a}?x", ["a"]), ("https://a.example/{a}", []),
        ("https://a.example/{a}", ["a", "a"]), ("https://a.example/{a}", ["a/b"]), ("https://a.example/{a}", [".."]),
        ("https://a.example/{a}", ["a#"]), ("https://a.example/{a}", [""]),
    ])
    func aTemplateNamesEachTenantInOnePlaceAndOnce(template: String, tenants: [String]) {
        #expect(fault("[\(Self.entry(of: tenants, template))]")?.hasPrefix("[0].") == true)
    }

    @Test func twoTemplatesHaveNoTenantInCommon() {
        let other = "https://sts.windows.net/{tid}/"
        #expect(fault("[\(Self.entry(of: ["a"])),\(Self.entry(of: ["b"], other))]") == nil)
        for template in [other, Self.template] {
            #expect(
                fault("[\(Self.entry(of: ["a", "b"])),\(Self.entry(of: ["c", "b"], template))]")
                    == "[1].tenants: tenants that no other issuer_template has: b"
            )
        }
    }

    @Test func aTenantsIssuerIsInTheListOnce() {
        let fixed = #"{"issuer":"https://login.microsoftonline.com/a/v2.0","audiences":["a"]}"#
        #expect(fault("[\(fixed),\(Self.entry(of: ["a"]))]")?.hasPrefix("[1].issuer: an issuer that is not") == true)
    }
}
