import Fetching
import Foundation
import TestSupport
import Testing
import URI

@testable import bearerd

@Suite struct FetchSettingsTests {
    @Test func withoutSettingsNothingIsNamed() throws {
        let fetching = try SettingFixtures.settings().fetching
        #expect(fetching.standard == FetchOptions())
        #expect(fetching.options(for: "https://tenant.example.com/") == FetchOptions())
        #expect(fetching.timeout == .seconds(5))
    }

    @Test func aProxyIsForEveryIssuer() throws {
        try TemporaryFile.with(#"[{"issuer":"https://a.example/","audiences":["a"],"connect_to":"10.0.0.1:1"}]"#) {
            path in
            let settings = ["FETCH_PROXY": "http://proxy.example:3128", "ISSUERS_FILE": path]
            let fetching = try SettingFixtures.settings(settings).fetching
            let proxy = HostAndPort("proxy.example:3128")
            #expect(fetching.options(for: "https://tenant.example.com/").proxy == proxy)
            #expect(fetching.options(for: "https://a.example/").proxy == proxy)
            #expect(fetching.options(for: "https://a.example/").connectTo.count == 1)
            #expect(fetching.options(for: "https://tenant.example.com/").connectTo.isEmpty)
        }
    }

    @Test func twoReadingsAreTheSameWhereTheWayAndItsAuthoritiesAre() throws {
        let issuer = "https://tenant.example.com/"
        try TemporaryFile.with("-----BEGIN CERTIFICATE-----\n") { path in
            let first = try SettingFixtures.settings(["TLS_CA_FILE": path]).fetching
            #expect(try SettingFixtures.settings(["TLS_CA_FILE": path]).fetching.areSame(for: issuer, as: first))
            #expect(try !SettingFixtures.settings().fetching.areSame(for: issuer, as: first))
            let other = "-----BEGIN CERTIFICATE-----\nother\n"
            try other.write(toFile: path, atomically: false, encoding: .utf8)
            #expect(try !SettingFixtures.settings(["TLS_CA_FILE": path]).fetching.areSame(for: issuer, as: first))
        }
    }

    @Test(arguments: [
        "proxy.example:3128", "https://proxy.example:3128", "socks5://proxy.example:1080", "http://proxy.example",
        "http://user:password@proxy.example:3128", "http://proxy.example:3128/", "http://proxy.example:0",
    ])
    func aProxyIsAHostAndAPort(text: String) {
        let expected = "FETCH_PROXY: http://HOST:PORT of a proxy, without a user name and without a path"
        let refusal = SettingFixtures.refusal(["FETCH_PROXY": text])
        #expect(
            refusal?.contains("FETCH_PROXY") == true && refusal?.contains("http://HOST:PORT") == true,
            "\(expected)"
        )
    }
}
