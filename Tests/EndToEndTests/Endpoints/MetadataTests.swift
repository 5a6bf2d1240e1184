import Foundation
import JOSE
import Testing

/// Protected resource metadata (RFC 9728), from the settings.
@Suite("Protected resource metadata")
struct MetadataTests {
    private static let path = "/.well-known/oauth-protected-resource"
    private static let location = """
        \(guardedLocation("/", "required"))
        """

    @Test("a client that knows nothing finds the issuer only from the challenge")
    func fromTheChallenge() async throws {
        let settings = [
            "PUBLIC_ORIGIN": "https://api.example.com", "DPOP_MODE": "required", "TOKEN_SOURCES": "header,query:t",
        ]
        try await withGuardedServer(GuardedConfiguration(server: Self.location, settings: settings)) { server in
            for http in [server.http, server.deployment.http] {
                for path in ["/api/private", "/api/private-scoped"] {
                    let refusal = try await http.send("GET", path)
                    let challenges = refusal.values(of: "WWW-Authenticate")
                    #expect(!challenges.isEmpty)
                    for challenge in challenges {
                        #expect(challenge.contains(#"resource_metadata="https://api.example.com\#(Self.path)""#))
                    }
                }
                let answer = try await http.send("GET", Self.path)
                #expect(answer.status == 200)
                #expect(answer.values(of: "Content-Type") == ["application/json"])
                let document = try JSONObject(parsing: answer.body)
                #expect(document["resource"] == "https://api.example.com")
                #expect(document["authorization_servers"] == [.string(server.deployment.issuer)])
                #expect(document["bearer_methods_supported"] == ["header", "query"])
                #expect(document["dpop_bound_access_tokens_required"] == true)
                #expect(
                    document["dpop_signing_alg_values_supported"] == [
                        "ES256", "ES384", "RS256", "PS256", "EdDSA", "Ed25519",
                    ]
                )
            }
        }
    }

    @Test("the document of a resource with a path names that resource (RFC 9728 §3.3)")
    func path() async throws {
        let settings = ["PUBLIC_ORIGIN": "https://api.example.com", "DPOP_MODE": "disabled"]
        try await withDeployment(DeploymentConfiguration(settings: settings)) { deployment in
            let answer = try await deployment.http.send("GET", Self.path + "/mcp/v1")
            let document = try JSONObject(parsing: answer.body)
            #expect(document["resource"] == "https://api.example.com/mcp/v1")
            #expect(document["dpop_bound_access_tokens_required"] == nil)
            #expect(document["dpop_signing_alg_values_supported"] == nil)
            for strange in ["/a%20b", "/../x", "/a//b", "/\"", "/<", "x", "/" + String(repeating: "a", count: 600)] {
                let status = try await deployment.http.send("GET", Self.path + strange).status
                #expect(status == 404 || status == 400, "\(strange)")
            }
            let post = try await deployment.http.send("POST", Self.path)
            #expect(post.status == 405)
            #expect(post.values(of: "Allow") == ["GET, HEAD, OPTIONS"])
            for method in ["GET", "OPTIONS", "POST"] {
                let answer = try await deployment.http.send(method, Self.path)
                #expect(answer.values(of: "X-Content-Type-Options") == ["nosniff"])
            }
        }
    }

    @Test("without PUBLIC_ORIGIN there is neither a document nor a word of it")
    func off() async throws {
        try await withDeployment { deployment in
            #expect(try await deployment.http.send("GET", Self.path).status == 404)
            let refusal = try await deployment.http.send("GET", "/api/private")
            #expect(!refusal.values(of: "WWW-Authenticate").contains { $0.contains("resource_metadata") })
        }
    }
}
