import HTTP
import HTTPTypes
import JOSE
import OAuth
import Testing

@testable import OAuthMiddleware

@Suite("The guard of locations")
struct LocationGuardTests {
    private let fixture: GuardFixture
    private let handler: any Handler

    init() throws {
        fixture = try GuardFixture()
        let protection = fixture.protection()
        let cors = try #require(CORSPolicy(origins: .list(["https://app.example.com"])))
        handler = ClosureHandler { _ in Response(status: .accepted) }.behind(
            LocationGuard(
                guarding: fixture.guarding(.allowed(protection)),
                protection: protection,
                identity: try #require(IdentityHeaders(["Auth-Subject=sub"])),
                cors: CORS(cors)
            ) { _, _ in }
        )
    }

    private func respond(
        _ variables: [String: String],
        _ fields: [(name: String, value: String)] = [],
        method: HTTPRequest.Method = .get
    ) async throws -> Response {
        try await handler.respond(to: .with(fields, method: method, metaVariables: variables))
    }

    private func bearer(scope: String? = nil) throws -> [(name: String, value: String)] {
        [("Authorization", "Bearer \(try fixture.token(isBound: false, scope: scope))")]
    }

    @Test("a request that is no business of its own is passed on, whatever header fields it has")
    func passesOn() async throws {
        let fields = [("Bearerd-Policy", "/_bearerd/optional"), ("BEARERD_POLICY", "x"), ("FCGI_ROLE", "AUTHORIZER")]
        #expect(try await respond([:], fields).status == .accepted)
    }

    @Test("nginx is told 204 with the identity, or 403 with the reason, and never anything that it would change")
    func subrequest() async throws {
        let policy = ["BEARERD_POLICY": "/_bearerd/all=read:a"]
        let good = try await respond(policy, bearer(scope: "read:a"))
        #expect(good.status == .noContent)
        #expect(try good.values(of: "Auth-Subject") == ["alice"])
        for (fields, text) in [
            ([], "code=token_missing"), ([("Authorization", "Bearer a b")], "code=invalid_request"),
            (try bearer(), "code=insufficient_scope;scope=read:a"),
        ] {
            let refused = try await respond(policy, fields)
            #expect(refused.status == .forbidden)
            #expect(try refused.values(of: "X-Bearerd-Refusal") == [text])
            #expect(try refused.values(of: "WWW-Authenticate") == [])
            #expect(refused.body.isEmpty)
        }
    }

    @Test(
        "an address that has no readable policy is an error, with a good token too",
        arguments: ["", "/", "/_bearerd/", "/_bearerd/al=read:a", "all=read:a", "/_bearerd", "/x/_bearerd/optional"]
    )
    func unreadable(address: String) async throws {
        #expect(try await respond(["BEARERD_POLICY": address], bearer()).status == .internalServerError)
    }

    @Test("a refusal is put into words without being judged again")
    func renders() async throws {
        let variables = ["BEARERD_REFUSAL": "code=insufficient_scope;scope=read:a"]
        let response = try await respond(variables, bearer(scope: "read:a"))
        #expect(response.status == .forbidden)
        #expect(try response.member("error_code") == "insufficient_scope")
        #expect(try response.values(of: "WWW-Authenticate").first?.contains(#"scope="read:a""#) == true)
        #expect(response.context is RenderedRefusal)
    }

    @Test("403 that is nobody's refusal of a token stays a plain 403", arguments: ["", "garbage", "code=x"])
    func plainForbidden(text: String) async throws {
        let response = try await respond(["BEARERD_REFUSAL": text])
        #expect(response.status == .forbidden)
        #expect(try response.values(of: "WWW-Authenticate") == [])
        #expect(try response.member("error_code") == nil)
    }

    @Test("a preflight is not let through, and is answered when it comes again")
    func preflight() async throws {
        let fields = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "PUT")]
        let judged = try await respond(["BEARERD_POLICY": "/_bearerd/optional"], fields, method: .options)
        #expect(judged.status == .forbidden)
        let text = try #require(try judged.values(of: "X-Bearerd-Refusal").first)
        let answer = try await respond(["BEARERD_REFUSAL": text], fields, method: .options)
        #expect(answer.status == .noContent)
        #expect(try answer.values(of: "Access-Control-Allow-Origin") == ["https://app.example.com"])
    }

    @Test("a location may take DPoP otherwise than the server, and its refusal keeps to that")
    func dpop() async throws {
        let refused = try await respond(["BEARERD_POLICY": "/_bearerd/dpop=required"], bearer())
        let text = try #require(try refused.values(of: "X-Bearerd-Refusal").first)
        #expect(text == "code=bearer_not_allowed;dpop=required")
        let answer = try await respond(["BEARERD_REFUSAL": text], bearer())
        #expect(try answer.values(of: "WWW-Authenticate").map { $0.prefix(5) } == ["DPoP "])
    }

    @Test(
        "a nonce for the next proof is handed out with what is let through, and with what is refused for another reason"
    )
    func nextNonce() async throws {
        let nonces = try ServerNonces()
        let protection = fixture.protection(nonces: nonces)
        let handler = ClosureHandler { _ in Response(status: .accepted) }.behind(
            LocationGuard(
                guarding: fixture.guarding(.allowed(protection)),
                protection: protection,
                identity: try #require(IdentityHeaders(["Auth-Subject=sub"]))
            ) { _, _ in }
        )
        let token = try fixture.token(isBound: true)
        for (policy, status) in [("required", HTTPResponse.Status.noContent), ("all=read:a", .forbidden)] {
            let ageing = nonces.nonce(at: .now - ServerNonces.period)
            let fields = [("Authorization", "DPoP \(token)"), ("DPoP", try fixture.proof(for: token, nonce: ageing))]
            let variables = ["BEARERD_POLICY": "/_bearerd/\(policy)"]
            let response = try await handler.respond(to: .with(fields, metaVariables: variables))
            #expect(response.status == status)
            // A period may have ended meanwhile.
            let text = try response.values(of: status == .noContent ? "DPoP-Nonce" : "X-Bearerd-Refusal").first ?? ""
            let nonce = String(text.split(separator: "=").last ?? "")
            #expect([.now, .now - ServerNonces.period].map(nonces.nonce).contains(nonce))
            if status == .noContent {
                #expect(try response.values(of: "DPoP-Nonce") == [nonce])
            } else {
                let refusal = "code=insufficient_scope;scope=read:a;nonce=\(nonce)"
                #expect(try response.values(of: "X-Bearerd-Refusal") == [refusal])
                let answer = try await handler.respond(to: .with(fields, metaVariables: ["BEARERD_REFUSAL": refusal]))
                #expect(try answer.values(of: "DPoP-Nonce") == [nonce])
            }
        }
    }

    @Test("an Authorizer answers 200 with variables, or the whole refusal")
    func authorizer() async throws {
        let variables = ["FCGI_ROLE": "AUTHORIZER", "BEARERD_POLICY": "all=read:a"]
        let good = try await respond(variables, bearer(scope: "read:a"))
        #expect(good.status == .ok)
        #expect(try good.values(of: "Variable-AUTH_SUBJECT") == ["alice"])
        let weak = try await respond(variables, bearer())
        #expect(weak.status == .forbidden)
        #expect(try weak.member("error_code") == "insufficient_scope")
        #expect(try await respond(variables).status == .unauthorized)
    }

    @Test("an Authorizer without a policy, or with one that cannot be read, refuses", arguments: [nil, "", "al=a"])
    func authorizerWithoutPolicy(policy: String?) async throws {
        var variables = ["FCGI_ROLE": "AUTHORIZER"]
        variables["BEARERD_POLICY"] = policy
        #expect(try await respond(variables, bearer()).status == .internalServerError)
    }
}
