import OAuth
import Testing

@testable import bearerd

@Suite struct ExplainSettingsTests {
    @Test func anIssuerOfItsOwnStandsForAllOthers() async throws {
        let settings = try await ExplainSettings.read(
            [.auth0Domain: "tenant.example.com", .issuersFile: "/nowhere", .auth0Audience: "x"],
            issuer: "https://a.example/",
            audiences: ["one", "two"],
            jwks: "/keys.json"
        )
        #expect(settings.policies.map(\.issuer) == ["https://a.example/"])
        #expect(settings.policies.map(\.audiences) == [["one", "two"]])
        guard case .jwksFile(path: "/keys.json")? = settings.policies.first?.keySource else {
            Issue.record("another source")
            return
        }
    }

    @Test func keysMayComeFromAURL() async throws {
        let settings = try await ExplainSettings.read(
            [:],
            issuer: "https://a.example/",
            audiences: ["a"],
            jwks: "https://a.example/keys"
        )
        guard case .jwksURI("https://a.example/keys")? = settings.policies.first?.keySource else {
            Issue.record("another source")
            return
        }
    }

    @Test func withoutAnIssuerTheRunningSettingsJudge() async throws {
        let flags: [SettingKey: String] = [.auth0Domain: "tenant.example.com", .auth0Audience: "x"]
        let running = try await ExplainSettings.read(flags, issuer: nil, audiences: [], jwks: nil)
        #expect(running.policies.first?.issuer == "https://tenant.example.com/")
        #expect(running.policies.first?.audiences == ["x"])
        let other = try await ExplainSettings.read(flags, issuer: nil, audiences: ["y"], jwks: nil)
        #expect(other.policies.first?.audiences == ["y"])
    }
}
