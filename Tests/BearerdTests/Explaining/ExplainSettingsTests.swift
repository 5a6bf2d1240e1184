import JWKS
import OAuth
import TestSupport
import Testing

@testable import bearerd

@Suite struct ExplainSettingsTests {
    @Test func anIssuerOfItsOwnStandsForAllOthers() throws {
        let settings = try ExplainSettings.read(
            [
                "AUTH0_DOMAIN": "tenant.example.com", "ISSUERS_FILE": "/nowhere", "AUTH0_AUDIENCE": "x",
                "AUDIENCE": "one,two",
            ],
            issuer: "https://a.example/",
            jwks: "/keys.json"
        )
        #expect(settings.policies.map(\.issuer) == ["https://a.example/"])
        #expect(settings.policies.map(\.audiences) == [["one", "two"]])
        guard case .jwksFile(path: "/keys.json")? = settings.policies.first?.keySource else {
            Issue.record("another source")
            return
        }
    }

    @Test func keysMayComeFromAURL() throws {
        let settings = try ExplainSettings.read(
            ["AUDIENCE": "a"],
            issuer: "https://a.example/",
            jwks: "https://a.example/keys"
        )
        guard case .jwksURI("https://a.example/keys")? = settings.policies.first?.keySource else {
            Issue.record("another source")
            return
        }
    }

    @Test func aFileMayHaveTheRunningSettings() throws {
        try TemporaryFile.with("AUTH0_DOMAIN=tenant.example.com\nAUTH0_AUDIENCE=x\nCLOCK_SKEW=1s\n") { path in
            let running = try ExplainSettings.read([:], envFile: path, issuer: nil, jwks: nil)
            #expect(running.policies.first?.audiences == ["x"])
            let other = try ExplainSettings.read(
                ["AUDIENCE": "y"],
                envFile: path,
                issuer: "https://a.example/",
                jwks: nil
            )
            #expect(other.policies.map(\.issuer) == ["https://a.example/"])
            #expect(other.policies.first?.clockSkew == .seconds(1))
        }
    }

    @Test func withoutAnIssuerTheRunningSettingsJudge() throws {
        let flags = ["AUTH0_DOMAIN": "tenant.example.com", "AUTH0_AUDIENCE": "x"]
        let running = try ExplainSettings.read(flags, issuer: nil, jwks: nil)
        #expect(running.policies.first?.issuer == "https://tenant.example.com/")
        #expect(running.policies.first?.audiences == ["x"])
        let other = try ExplainSettings.read(
            flags.merging(["AUDIENCE": "y"]) { $1 },
            issuer: nil,
            jwks: nil
        )
        #expect(other.policies.first?.audiences == ["y"])
    }
}
