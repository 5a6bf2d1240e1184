import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing
import URI

@Suite("Protected resource metadata")
struct ProtectedResourceMetadataTests {
    private static func metadata(
        prefix: String = "",
        servers: [String] = ["https://issuer.example.com/"],
        sources: [TokenSource] = [.header],
        dpop: DPoPMode = .disabled
    ) throws -> ProtectedResourceMetadata {
        let address = PublicAddress(origin: HTTPOrigin("https://api.example.com"), pathPrefix: prefix)
        return try #require(
            ProtectedResourceMetadata(address: address, authorizationServers: servers, sources: sources, dpop: dpop)
        )
    }

    private static func respond(
        _ metadata: ProtectedResourceMetadata,
        _ path: String,
        method: HTTPRequest.Method = .get
    ) async throws -> Response {
        let handler = ClosureHandler { _ in Response(status: .accepted) }.behind(metadata)
        return try await handler.respond(to: Request(method: method, target: path))
    }

    private static let place = ProtectedResourceMetadata.wellKnownPath

    @Test("a path of combining marks is passed on as fast as any other", .timeLimit(.minutes(1)))
    func combiningMarks() async throws {
        let marks = String(repeating: "\u{301}", count: 500_000) + String(repeating: "\u{316}", count: 500_000)
        for path in ["/" + marks, Self.place + "/" + marks, Self.place + marks] {
            #expect(try await Self.respond(Self.metadata(), path).status == .accepted)
        }
    }

    @Test("there is none without an origin")
    func noOrigin() {
        let metadata = ProtectedResourceMetadata(
            address: PublicAddress(),
            authorizationServers: [],
            sources: [],
            dpop: .disabled
        )
        #expect(metadata == nil)
    }

    @Test("a list without an element is left out (RFC 9728 §3.2)")
    func emptyLists() async throws {
        let metadata = try Self.metadata(servers: [], sources: [.cookie("t")])
        let document = try JSONObject(parsing: try await Self.respond(metadata, Self.place).body)
        #expect(document == ["resource": "https://api.example.com"])
    }

    @Test(
        "tokens that have to be bound to a client certificate are told of (RFC 9728 §2)",
        arguments: CertificateBoundTokens.allCases
    )
    func clientCertificates(mode: CertificateBoundTokens) async throws {
        let metadata = try #require(
            ProtectedResourceMetadata(
                address: PublicAddress(origin: HTTPOrigin("https://api.example.com")),
                authorizationServers: [],
                sources: [],
                dpop: .disabled,
                certificates: mode
            )
        )
        let document = try JSONObject(parsing: try await Self.respond(metadata, Self.place).body)
        #expect(document["tls_client_certificate_bound_access_tokens"] == (mode == .required ? true : nil))
    }

    @Test("a query is one place, however many parameters may hold a token")
    func methods() async throws {
        let metadata = try Self.metadata(sources: [.query("a"), .query("b"), .cookie("c"), .header])
        let document = try JSONObject(parsing: try await Self.respond(metadata, Self.place).body)
        #expect(document["bearer_methods_supported"] == ["query", "header"])
    }

    @Test("the path in front of which a proxy stands belongs to the resource")
    func prefix() async throws {
        let metadata = try Self.metadata(prefix: "/v1")
        #expect(metadata.url == "https://api.example.com/.well-known/oauth-protected-resource/v1")
        for path in ["", "/v1"] {
            let document = try JSONObject(parsing: try await Self.respond(metadata, Self.place + path).body)
            #expect(document["resource"] == "https://api.example.com/v1")
        }
    }

    @Test(
        "other places are not its own",
        arguments: [
            "/", "/x" + place, place + "x", place + "/a%20b", place + "/./a", place + "/../a", place + "//a",
            place + "/a?b",
        ]
    )
    func others(path: String) async throws {
        let status = try await Self.respond(Self.metadata(), path).status
        #expect(status == (path.hasSuffix("?b") ? .ok : .accepted))
    }

    @Test("only reading is allowed")
    func methodNotAllowed() async throws {
        let metadata = try Self.metadata()
        #expect(try await Self.respond(metadata, Self.place, method: .head).status == .ok)
        #expect(try await Self.respond(metadata, Self.place, method: .options).status == .noContent)
        #expect(try await Self.respond(metadata, Self.place, method: .post).status == .methodNotAllowed)
    }
}
