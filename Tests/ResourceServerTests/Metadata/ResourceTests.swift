import HTTP
import HTTPTypes
import JOSE
import ResourceServerTestSupport
import Testing

@testable import ResourceServer

@Suite("Protected resources of their own")
struct ResourceTests {
    private static let url = "https://api.example.com/mcp"
    private static let place = "https://api.example.com" + ProtectedResourceMetadata.wellKnownPath
    private let fixture: GuardFixture
    private let api: ResourceServer
    private let handler: any Handler

    init() throws {
        fixture = try GuardFixture()
        let metadata = try #require(GuardFixture.metadata())
        api = ResourceServer(validator: fixture.validator, dpop: .allowed, resourceMetadata: metadata)
        let mcp = try #require(api.resource("/mcp"))
        let named = try #require(api.resource("/named", audiences: [GuardFixture.audience, "mcp"]))
        var router = Router()
        router.get("/private", api.requiring { _, _ in Response(status: .ok) })
        router.get(
            "/scoped",
            api.requiring(.all([.scope("read:a"), .permission("b")])) { _, _ in Response(status: .ok) }
        )
        router.get("/mcp", mcp.requiring(.scope("tools")) { _, _ in Response(status: .ok) })
        router.get("/mcp/more", mcp.optional(.scope("more")) { _, _ in Response(status: .ok) })
        router.get("/mcp2", try #require(api.resource("/mcp2")).requiring { _, _ in Response(status: .ok) })
        router.get("/named", named.requiring { _, _ in Response(status: .ok) })
        handler = router.behind(metadata)
    }

    private func respond(_ path: String, _ token: String? = nil) async throws -> Response {
        let fields = token.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
        return try await handler.respond(to: .with(fields, target: path))
    }

    private func document(_ path: String) async throws -> JSONObject {
        try JSONObject(parsing: try await respond(ProtectedResourceMetadata.wellKnownPath + path).body)
    }

    @Test("a token passes where it is for, remembered or not, in whichever order")
    func audience() async throws {
        let token = try fixture.token(claims: ["aud": .string(Self.url), "scope": "tools more"])
        let general = try fixture.token(isBound: false, scope: "tools more read:a b")
        for _ in 0..<2 {
            for path in ["/private", "/scoped", "/mcp2", "/named"] {
                let refused = try await respond(path, token)
                #expect(refused.status == .unauthorized, "\(path)")
                #expect(try refused.member("error_code") == "invalid_audience", "\(path)")
            }
            #expect(try await respond("/mcp", token).status == .ok)
            #expect(try await respond("/mcp/more", token).status == .ok)
            for path in ["/mcp", "/mcp/more", "/mcp2"] {
                #expect(try await respond(path, general).status == .unauthorized, "\(path)")
            }
            // That is the audience that was named there.
            for path in ["/private", "/named"] { #expect(try await respond(path, general).status == .ok, "\(path)") }
        }
    }

    @Test("every challenge names the document of the resource, and one without a token the scopes")
    func challenges() async throws {
        let expected = [
            ("/private", "", ""), ("/scoped", #", scope="read:a b""#, ""), ("/mcp", #", scope="tools""#, "/mcp"),
            ("/mcp2", "", "/mcp2"),
        ]
        for (path, scope, document) in expected {
            let challenges = try await respond(path).values(of: "WWW-Authenticate")
            let end = #", resource_metadata="\#(Self.place)\#(document)""#
            #expect(challenges.first == #"Bearer realm="api"\#(scope)\#(end)"#)
            #expect(challenges.last?.hasPrefix(#"DPoP realm="api"\#(scope), algs="#) == true)
            #expect(challenges.last?.hasSuffix(end) == true)
            let refused = try await respond(path, fixture.token(claims: ["aud": "x"])).values(of: "WWW-Authenticate")
            #expect(refused.allSatisfy { $0.hasSuffix(end) && !$0.contains("scope=") })
        }
    }

    @Test("each document names its resource and the scopes that are asked for there")
    func documents() async throws {
        let expected: [(String, String, JSONValue?)] = [
            ("", "https://api.example.com", ["b", "read:a"]), ("/mcp", Self.url, ["more", "tools"]),
            ("/mcp2", "https://api.example.com/mcp2", nil), ("/other", "https://api.example.com/other", nil),
            ("/MCP", "https://api.example.com/MCP", nil),
        ]
        for (path, resource, scopes) in expected {
            let document = try await document(path)
            #expect(document["resource"] == .string(resource))
            #expect(document["scopes_supported"] == scopes, "\(path)")
            #expect(document["authorization_servers"] == [.string(GuardFixture.issuer)])
        }
    }

    @Test("what a client sends names no scope")
    func strangers() async throws {
        _ = try await respond("/mcp?scope=evil", fixture.token(claims: ["aud": .string(Self.url), "scope": "evil"]))
        #expect(try await document("/mcp")["scopes_supported"] == ["more", "tools"])
        #expect(try await document("")["scopes_supported"] == ["b", "read:a"])
    }

    @Test("the path that a proxy takes off stands in the address, and so in the audience")
    func prefix() async throws {
        let address = PublicAddress(origin: GuardFixture.origin, pathPrefix: "/v1")
        let metadata = try #require(
            ProtectedResourceMetadata(address: address, authorizationServers: [], sources: [], dpop: .disabled)
        )
        let api = ResourceServer(validator: fixture.validator, resourceMetadata: metadata)
        let mcp = try #require(api.resource("/mcp"))
        let handler = mcp.requiring(.scope("tools")) { _, _ in Response(status: .ok) }.behind(metadata)
        let target = ProtectedResourceMetadata.wellKnownPath + "/v1/mcp"
        let document = try JSONObject(parsing: try await handler.respond(to: .with([], target: target)).body)
        #expect(document == ["resource": "https://api.example.com/v1/mcp", "scopes_supported": ["tools"]])
        let challenge = try await handler.respond(to: .with([], target: "/mcp")).values(of: "WWW-Authenticate").first
        #expect(challenge?.contains(#"resource_metadata="https://api.example.com\#(target)""#) == true)
        for (audience, status) in [
            ("https://api.example.com/v1/mcp", HTTPResponse.Status.ok), (Self.url, .unauthorized),
        ] {
            let token = try fixture.token(claims: ["aud": .string(audience), "scope": "tools"])
            let fields = [(name: "Authorization", value: "Bearer \(token)")]
            #expect(try await handler.respond(to: .with(fields, target: "/mcp")).status == status)
        }
    }

    @Test("there is none without an origin, and none of what is no path")
    func none() {
        #expect(fixture.resourceServer(.allowed).resource("/mcp") == nil)
        for path in ["", "/", "mcp", "/a/../b", "/a?b", "https://api.example.com/mcp"] {
            #expect(api.resource(path) == nil, "\(path)")
        }
    }

    @Test("another mode of DPoP keeps the resource")
    func mode() async throws {
        let mcp = try #require(api.resource("/mcp")).with(.disabled)
        let handler = mcp.requiring { _, _ in Response(status: .ok) }
        let challenges = try await handler.respond(to: .with([])).values(of: "WWW-Authenticate")
        #expect(challenges == [#"Bearer realm="api", resource_metadata="\#(Self.place)/mcp""#])
        let fields = [(name: "Authorization", value: "Bearer \(try fixture.token(isBound: false))")]
        #expect(try await handler.respond(to: .with(fields)).status == .unauthorized)
    }
}
