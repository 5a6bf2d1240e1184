import Fetching
import JOSE
import OAuth
import TestSupport
import Testing
import URI

@testable import bearerd

/// `introspection`, `revocable` and `jwt` of `ISSUERS_FILE`.
@Suite struct IntrospectionSettingsTests {
    private static let defaults = IssuersFile.Defaults(
        algorithms: [.rs256],
        clockSkew: .seconds(30),
        requiresATJWT: false
    )

    /// `SECRET` stands for the file of one.
    private func read(_ entries: String..., secret: String = "hush\n") throws -> IssuersFile {
        try TemporaryFile.with(secret) { path in
            let text = "[\(entries.joined(separator: ","))]".replacing("SECRET", with: path)
            return try IssuersFile(Array(text.utf8), defaults: Self.defaults)
        }
    }

    private func entry(_ name: String = "a", _ members: String = "", _ introspection: String = "") -> String {
        """
        {"issuer": "https://\(name).example/", "audiences": ["api"]\(members), "introspection": {"endpoint":
         "https://\(name).example/introspect", "client_id": "me", "client_secret_file": "SECRET"\(introspection)}}
        """
    }

    private func fault(_ entries: String..., secret: String = "hush\n") -> String? {
        do {
            let text = entries.joined(separator: ",")
            _ = try read(text, secret: secret)
            return nil
        } catch let error as IssuersFile.Fault {
            return "\(error.place): \(error.expected)"
        } catch { return "\(error)" }
    }

    @Test func whatIsAskedWhereIsRead() throws {
        let file = try read(entry(), entry("b", #","revocable":true"#, #","opaque":false,"max_requests":32"#))
        let second = IntrospectionPolicy(takesOpaqueTokens: false, jwts: .judgedThenAsked)
        #expect(file.policies.map(\.introspection) == [IntrospectionPolicy(), second])
        #expect(file.introspections.map(\.endpoint.url) == ["a", "b"].map { "https://\($0).example/introspect" })
        #expect(file.introspections.map(\.endpoint.mostAtOnce) == [64, 32])
        #expect(file.introspections[0].endpoint.credentials == ClientCredentials(clientID: "me", secret: "hush"))
        #expect(file.files.map(\.place).contains("[0].introspection.client_secret_file"))
        let only = try read(entry("a", #","jwt":false"#, #","audience_optional":true"#))
        #expect(only.policies.first?.introspection == IntrospectionPolicy(jwts: .asked, isAudienceOptional: true))
        #expect(try read(#"{"issuer":"https://a.example/","audiences":["a"]}"#).policies.first?.introspection == nil)
    }

    @Test func headersGoToTheEndpointToo() throws {
        let file = try read(
            entry("a", #","headers_file":"SECRET""#).replacing(
                "a.example/introspect",
                with: "other.example/introspect"
            ),
            secret: "X-Key: 1"
        )
        let (policy, way) = try #require(file.ways.first)
        let options = try #require(way.options(for: policy, FetchOptions()))
        let other = try #require(HTTPOrigin(scheme: "https", authority: "other.example"))
        #expect(options.headers[other]?.map(\.name) == ["X-Key"])
    }

    @Test(arguments: [
        ("", #","opaque":false"#, "[0].introspection.opaque: revocable or jwt beside"),
        ("", #","opaque":1"#, "[0].introspection.opaque: true or false"),
        ("", #","max_requests":0"#, "[0].introspection.max_requests: a number from 1 to 256"),
        ("", #","max_requests":257"#, "[0].introspection.max_requests: "),
        ("", #","secret":"x""#, #"[0].introspection."secret": a member out of audience_optional, client_id, "#),
        (#","revocable":"yes""#, "", "[0].revocable: true or false"),
        (#","revocable":true,"jwt":false"#, "", "[0].revocable: nothing beside jwt"),
    ])
    func whatIsWrongIsNamed(members: String, introspection: String, expected: String) {
        let fault = fault(entry("a", members, introspection))
        #expect(fault?.hasPrefix(expected) == true, "\(fault ?? "nothing")")
    }

    @Test(arguments: [
        #"{"issuer":"https://a.example/","audiences":["a"],"revocable":true}"#,
        #"{"issuer":"https://a.example/","audiences":["a"],"jwt":false}"#,
        #"{"issuer":"https://a.example/","audiences":["a"],"introspection":{"endpoint":"https://a.example/"}}"#,
        #"{"issuer":"https://a.example/","audiences":["a"],"introspection":true}"#,
    ])
    func whatIsMissingStopsTheStart(entry: String) {
        #expect(fault(entry) != nil)
    }

    @Test func opaqueTokensHaveOneIssuer() {
        let expected = "[1].introspection.opaque: false here or at https://a.example/, as opaque tokens are shown to"
        #expect(fault(entry(), entry("b")) == "\(expected) one issuer")
    }

    @Test(arguments: ["", "\n", "a\u{0}b"])
    func aSecretIsSomething(secret: String) {
        #expect(fault(entry(), secret: secret)?.hasPrefix("[0].introspection.client_secret_file: ") == true)
    }
}
