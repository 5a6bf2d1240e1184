import HTTP
import JOSE
import OAuth
import ResourceServerTestSupport
import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("Locations that are protected resources")
struct GuardedLocationTests {
    private static let origin = "https://api.example.com"
    private static let place = origin + ProtectedResourceMetadata.wellKnownPath
    private let fixture: GuardFixture
    private let handler: any Handler

    init() throws {
        fixture = try GuardFixture()
        let metadata = try #require(GuardFixture.metadata())
        let server = ResourceServer(validator: fixture.validator, dpop: .allowed, resourceMetadata: metadata)
        handler = ClosureHandler { _ in Response(status: .accepted) }.behind(metadata).behind(
            LocationGuard(resourceServer: server, identity: try #require(IdentityHeaders(["Auth-Subject=sub"]))) { _ in
            }
        )
    }

    private func respond(
        _ variables: [String: String],
        _ token: String? = nil,
        target: String = "/mcp"
    ) async throws -> Response {
        let fields = token.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
        return try await handler.respond(to: .with(fields, target: target, metaVariables: variables))
    }

    /// What nginx is told, and what it lets bearerd make of that for the client, which is given nothing of the client's.
    private func judge(_ policy: String, _ token: String? = nil, target: String = "/mcp") async throws -> (
        String, Response?
    ) {
        let variables = ["BEARERD_POLICY": "/_bearerd/\(policy)", "BEARERD_IDENTITY": "Auth-Subject,Auth-Refusal"]
        let told = try await respond(variables, token, target: target)
        guard told.status == .forbidden else { return ("", nil) }
        let text = try #require(try told.values(of: "X-Bearerd-Refusal").first)
        return (text, try await respond(["BEARERD_REFUSAL": text], target: target))
    }

    private func code(_ policy: String, _ token: String, target: String = "/mcp") async throws -> String? {
        try await judge(policy, token, target: target).1?.member("error_code")
    }

    private func token(_ audience: String, scope: String = "a b") throws -> String {
        try fixture.token(claims: ["aud": .string(audience), "scope": .string(scope)])
    }

    @Test("a token for the resource passes there and nowhere else, remembered or not")
    func audience() async throws {
        let token = try token(Self.origin + "/mcp")
        for _ in 0..<2 {
            for other in [
                "required", "all=a", "aud=https://api.example.com/mcp", "resource=/mcp2", "resource=/MCP",
                "resource=/mcp/",
            ] {
                #expect(try await code(other, token) == "invalid_audience", "\(other)")
            }
            #expect(try await code("resource=/mcp", token) == nil)
            // The location says what the resource is, not the path of a request.
            #expect(try await code("resource=/mcp;all=b", token, target: "/mcp/deeper") == nil)
            #expect(try await code("resource=/mcp2", token, target: "/mcp2") == "invalid_audience")
        }
    }

    @Test("a token for the server is refused there, unless the policy names its audience")
    func generalAudience() async throws {
        let token = try token(GuardFixture.audience)
        for _ in 0..<2 {
            #expect(try await code("required", token) == nil)
            #expect(try await code("resource=/mcp", token) == "invalid_audience")
            #expect(try await code("resource=/mcp;aud=\(GuardFixture.audience)", token) == nil)
            #expect(try await code("resource=/mcp;aud=x y", token) == "invalid_audience")
            // What the policy names stands for the address, and not beside it.
            #expect(try await code("resource=/mcp;aud=x", self.token(Self.origin + "/mcp")) == "invalid_audience")
            #expect(try await code("resource=/mcp;aud=x y", self.token("y")) == nil)
        }
    }

    @Test("a refusal that is rendered after its judgement names the document and scopes of its location")
    func rendered() async throws {
        let place = #"resource_metadata="\#(Self.place)"#
        let (text, missing) = try await judge("resource=/mcp;read=a;write=w")
        #expect(text == "code=token_missing;scope=a;resource=/mcp")
        let challenges = try missing?.values(of: "WWW-Authenticate")
        #expect(challenges?.first == #"Bearer realm="api", scope="a", \#(place)/mcp""#)
        #expect(challenges?.last?.hasPrefix(#"DPoP realm="api", scope="a", algs="#) == true)
        #expect(challenges?.last?.hasSuffix(#"\#(place)/mcp""#) == true)

        let weak = try await judge("resource=/mcp;all=x;dpop=disabled", token(Self.origin + "/mcp")).1
        #expect(weak?.status == .forbidden)
        let challenge = try #require(try weak?.values(of: "WWW-Authenticate").first)
        #expect(challenge.hasSuffix(#", scope="x", \#(place)/mcp""#))

        let general = try await judge("all=a;dpop=disabled").1?.values(of: "WWW-Authenticate")
        #expect(general == [#"Bearer realm="api", scope="a", \#(place)""#])
    }

    @Test("a passed refusal whose resource is no path names the document of the server")
    func strangeResource() async throws {
        for path in ["https://evil.example.com/", "/a/../b", "/a%22b"] {
            let answer = try await respond(["BEARERD_REFUSAL": "code=token_expired;resource=\(path)"])
            let challenge = try #require(try answer.values(of: "WWW-Authenticate").first)
            #expect(challenge.hasSuffix(#"resource_metadata="\#(Self.place)""#), "\(challenge)")
        }
    }

    @Test("an Authorizer's refusal names the document of its location, too")
    func authorizer() async throws {
        let variables = ["FCGI_ROLE": "AUTHORIZER", "BEARERD_POLICY": "resource=/mcp;all=a;dpop=disabled"]
        let challenges = try await respond(variables).values(of: "WWW-Authenticate")
        #expect(challenges == [#"Bearer realm="api", scope="a", resource_metadata="\#(Self.place)/mcp""#])
        #expect(try await respond(variables, token(Self.origin + "/mcp")).status == .ok)
        #expect(try await respond(variables, token(GuardFixture.audience)).status == .unauthorized)
    }

    @Test("the document of a resource names the scopes of all policies that it was asked with, and of nothing else")
    func scopes() async throws {
        func scopes(_ path: String) async throws -> JSONValue? {
            let answer = try await respond([:], target: ProtectedResourceMetadata.wellKnownPath + path)
            return try JSONObject(parsing: answer.body)["scopes_supported"]
        }
        #expect(try await scopes("/mcp") == nil)
        _ = try await judge("resource=/mcp;read=a;write=w;role=r")
        _ = try await judge("resource=/mcp;any=a x", token(Self.origin + "/mcp", scope: "evil"))
        _ = try await judge("resource=/mcp2;all=second")
        _ = try await judge("all=general")
        // Neither a policy that is none nor what a client or a refusal says.
        _ = try await judge("resource=/mcp;all=bad;al=x")
        _ = try await respond(["BEARERD_REFUSAL": "code=token_missing;scope=passed;resource=/mcp"])
        _ = try await respond([:], target: ProtectedResourceMetadata.wellKnownPath + "/mcp?scope=evil")
        #expect(try await scopes("/mcp") == ["a", "w", "x"])
        #expect(try await scopes("/mcp2") == ["second"])
        #expect(try await scopes("") == nil)
    }
}
