import HTTP
import HTTPTypes
import JOSE
import OAuth
import Synchronization
import ResourceServerTestSupport
import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("The guard of locations")
struct LocationGuardTests {
    private let fixture: GuardFixture
    private let handler: any Handler
    private let mistakes = Mistakes()

    private final class Mistakes: Sendable {
        let told = Mutex<[String]>([])

        func tell(_ mistake: LocationMistake) {
            let text =
                switch mistake {
                case .unreadablePolicy(let policy, _): "policy \(policy)"
                case .otherIdentityHeaders(let list): "list \(list)"
                }
            told.withLock { $0.append(text) }
        }
    }

    init() throws {
        fixture = try GuardFixture()
        let cors = try #require(CORSPolicy(origins: .list(["https://app.example.com"])))
        handler = ClosureHandler { _ in Response(status: .accepted) }.behind(
            LocationGuard(
                resourceServer: fixture.resourceServer(.allowed),
                identity: try #require(IdentityHeaders(["Auth-Subject=sub"])),
                cors: CORS(cors),
                onMistake: mistakes.tell
            )
        )
    }

    /// What nginx tells with a subrequest from a location that is set up rightly.
    private static func asking(_ policy: String) -> [String: String] {
        ["BEARERD_POLICY": "/_bearerd/\(policy)", "BEARERD_IDENTITY": "Auth-Subject,Auth-Refusal"]
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
        let policy = Self.asking("all=read:a")
        let good = try await respond(policy, bearer(scope: "read:a"))
        #expect(good.status == .noContent)
        #expect(try good.values(of: "Auth-Subject") == ["alice"])
        for (fields, text) in [
            ([], "code=token_missing;scope=read:a"), ([("Authorization", "Bearer a b")], "code=invalid_request"),
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
        "an address that has no readable policy is refused with 500 for the client, with a good token too",
        arguments: [
            "", "/", "/_bearerd/", "/_bearerd/al=read:a", "all=read:a", "/_bearerd", "/x/_bearerd/optional",
            "/_bearers/required",
        ]
    )
    func unreadable(address: String) async throws {
        let variables = ["BEARERD_POLICY": address, "BEARERD_IDENTITY": "Auth-Subject,Auth-Refusal"]
        try await expectMistake(respond(variables, bearer()))
    }

    private func expectMistake(_ response: Response, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        #expect(response.status == .forbidden, sourceLocation: sourceLocation)
        guard case .misconfigured = response.context as? AccessDecision else {
            Issue.record("no mistake in the log", sourceLocation: sourceLocation)
            return
        }
        let text = try #require(try response.values(of: "X-Bearerd-Refusal").first)
        let fields = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "PUT")]
        for method in [HTTPRequest.Method.get, .options] {
            let answer = try await respond(["BEARERD_REFUSAL": text], fields, method: method)
            #expect(answer.status == .internalServerError, sourceLocation: sourceLocation)
            let readers = try answer.values(of: "Access-Control-Allow-Origin")
            #expect(readers == ["https://app.example.com"], sourceLocation: sourceLocation)
        }
    }

    @Test(
        "a location that does not set precisely the header fields of the identity is refused, and told of once",
        arguments: [nil, "", "Auth-Subject,", "Auth-Client,Auth-Refusal", "auth-subject,auth-refusal"]
    )
    func otherList(list: String?) async throws {
        var variables = Self.asking("optional")
        variables["BEARERD_IDENTITY"] = list
        for _ in 0..<2 {
            try await expectMistake(respond(variables, bearer()))
            try await expectMistake(respond(variables))
        }
        #expect(mistakes.told.withLock(\.self) == ["list \(list ?? "")"])
    }

    @Test("a preflight to a location that is not set up rightly is refused as well")
    func preflightOfMistake() async throws {
        let fields = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "PUT")]
        let variables = ["BEARERD_POLICY": "/_bearerd/required"]
        try await expectMistake(respond(variables, fields, method: .options))
    }

    @Test("a target that is no path is refused", arguments: ["*", "?x=1", "http://host/x", "x", ""])
    func strangeTarget(target: String) async throws {
        for (role, policy) in [(nil, "/_bearerd/optional"), ("AUTHORIZER", "optional")] {
            var variables = ["BEARERD_POLICY": policy, "BEARERD_IDENTITY": "Auth-Subject,Auth-Refusal"]
            variables["FCGI_ROLE"] = role
            let response = try await handler.respond(to: .with(bearer(), target: target, metaVariables: variables))
            if role == nil {
                #expect(response.status == .forbidden)
                #expect(try response.values(of: "X-Bearerd-Refusal") == ["code=invalid_request"])
            } else {
                #expect(response.status == .badRequest)
                #expect(try response.member("error_code") == "invalid_request")
            }
        }
    }

    @Test(
        "a header field that an application could take for one of the identity is refused",
        arguments: [
            "Auth.Subject", "Auth--Subject", "auth-_-subject", "Auth-Subject-", "_Auth-Subject", "AUTH!subject",
        ]
    )
    func forged(name: String) async throws {
        let response = try await respond(Self.asking("optional"), bearer() + [(name, "root")])
        #expect(response.status == .forbidden)
        #expect(try response.values(of: "X-Bearerd-Refusal") == ["code=invalid_request"])
    }

    @Test(
        "a header field that nginx replaces, or that is another one, is none of them",
        arguments: [
            "Auth-Subject", "auth_subject", "AuthSubject", "Auth-Subject-Type", "X-Auth-Subject", "Auth", "Subject",
        ]
    )
    func otherNames(name: String) async throws {
        #expect(try await respond(Self.asking("optional"), bearer() + [(name, "root")]).status == .noContent)
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
        let judged = try await respond(Self.asking("optional"), fields, method: .options)
        #expect(judged.status == .forbidden)
        let text = try #require(try judged.values(of: "X-Bearerd-Refusal").first)
        let answer = try await respond(["BEARERD_REFUSAL": text], fields, method: .options)
        #expect(answer.status == .noContent)
        #expect(try answer.values(of: "Access-Control-Allow-Origin") == ["https://app.example.com"])
    }

    @Test("a location may take DPoP otherwise than the server, and its refusal keeps to that")
    func dpop() async throws {
        let refused = try await respond(Self.asking("dpop=required"), bearer())
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
                resourceServer: fixture.resourceServer(.allowed, protection),
                identity: try #require(IdentityHeaders(["Auth-Subject=sub"]))
            ) { _ in }
        )
        let token = try fixture.token(isBound: true)
        for (policy, status) in [("required", HTTPResponse.Status.noContent), ("all=read:a", .forbidden)] {
            let ageing = nonces.nonce(at: .now - ServerNonces.period)
            let fields = [("Authorization", "DPoP \(token)"), ("DPoP", try fixture.proof(for: token, nonce: ageing))]
            let variables = Self.asking(policy)
            let response = try await handler.respond(to: .with(fields, metaVariables: variables))
            #expect(response.status == status)
            // A period may have ended meanwhile.
            let text = try response.values(of: status == .noContent ? "DPoP-Nonce" : "X-Bearerd-Refusal").first ?? ""
            let nonce = String(text.split(separator: ";proof")[0].split(separator: "=").last ?? "")
            #expect([.now, .now - ServerNonces.period].map(nonces.nonce).contains(nonce))
            if status == .noContent {
                #expect(try response.values(of: "DPoP-Nonce") == [nonce])
            } else {
                let refusal = "code=insufficient_scope;scope=read:a;nonce=\(nonce);proof"
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

    @Test("an Authorizer's refusal keeps to what the policy says about DPoP, and to realm and metadata of the server")
    func authorizerChallenge() async throws {
        let resourceServer = ResourceServer(
            validator: fixture.validator,
            realm: "orders",
            dpop: .allowed,
            resourceMetadata: ProtectedResourceMetadata(
                address: PublicAddress(origin: GuardFixture.origin),
                authorizationServers: [],
                sources: [],
                dpop: .allowed
            )
        )
        let identity = try #require(IdentityHeaders(["Auth-Subject=sub"]))
        let handler = ClosureHandler { _ in Response(status: .accepted) }
            .behind(LocationGuard(resourceServer: resourceServer, identity: identity) { _ in })
        let variables = ["FCGI_ROLE": "AUTHORIZER", "BEARERD_POLICY": "dpop=required"]
        let answer = try await handler.respond(to: .with([], metaVariables: variables))
        let challenges = try answer.values(of: "WWW-Authenticate")
        #expect(challenges.count == 1)
        let challenge = try #require(challenges.first)
        #expect(challenge.hasPrefix(#"DPoP realm="orders", algs="#))
        #expect(
            challenge.hasSuffix(
                #", resource_metadata="https://api.example.com/.well-known/oauth-protected-resource""#
            )
        )
    }

    @Test("the role decides, then the policy, and a refusal is rendered only where there is neither")
    func precedence() async throws {
        var variables = Self.asking("required")
        variables["BEARERD_REFUSAL"] = "code=token_expired"
        #expect(try await respond(variables, bearer()).status == .noContent)
        variables["FCGI_ROLE"] = "RESPONDER"
        #expect(try await respond(variables, bearer()).status == .noContent)
        variables["FCGI_ROLE"] = "AUTHORIZER"
        variables["BEARERD_POLICY"] = "required"
        #expect(try await respond(variables, bearer()).status == .ok)
    }

    @Test("reading and writing are told apart by the method of the request")
    func methods() async throws {
        let variables = Self.asking("read=r;write=w")
        for (method, scope) in [(HTTPRequest.Method.get, "r"), (.post, "w")] {
            let fields = try bearer(scope: scope)
            #expect(try await respond(variables, fields, method: method).status == .noContent)
            let other: HTTPRequest.Method = method == .get ? .post : .get
            #expect(try await respond(variables, fields, method: other).status == .forbidden)
        }
    }

    @Test("what is let through tells nginx who may read the answer")
    func crossOrigin() async throws {
        let fields = try bearer() + [("Origin", "https://app.example.com")]
        let response = try await respond(Self.asking("required"), fields)
        #expect(response.status == .noContent)
        #expect(try response.values(of: "Access-Control-Allow-Origin") == ["https://app.example.com"])
    }

    @Test("without CORS a preflight is judged as any request")
    func preflightWithoutCORS() async throws {
        let identity = try #require(IdentityHeaders(["Auth-Subject=sub"]))
        let handler = ClosureHandler { _ in Response(status: .accepted) }.behind(
            LocationGuard(resourceServer: fixture.resourceServer(.disabled), identity: identity) { _ in }
        )
        let fields = [("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "PUT")]
        let variables = Self.asking("required")
        let judged = try await handler.respond(to: .with(fields, method: .options, metaVariables: variables))
        #expect(try judged.values(of: "X-Bearerd-Refusal") == ["code=token_missing"])
        let rendering = ["BEARERD_REFUSAL": "preflight"]
        let answer = try await handler.respond(to: .with(fields, method: .options, metaVariables: rendering))
        #expect(answer.status == .forbidden)
    }

    @Test("a rendered refusal needs nothing of the client's header fields to challenge for the scheme it used")
    func rendersWithoutCredentials() async throws {
        let token = try fixture.token(isBound: true)
        let fields = [("Authorization", "DPoP \(token)"), ("DPoP", "x")]
        let refused = try await respond(Self.asking("required"), fields)
        let text = try #require(try refused.values(of: "X-Bearerd-Refusal").first)
        #expect(text == "code=dpop_proof_invalid;proof")
        let bound = try await respond(["BEARERD_REFUSAL": "code=token_expired;proof"])
        #expect(try bound.values(of: "WWW-Authenticate").map { $0.contains("error=") } == [true, false])
        let bearer = try await respond(["BEARERD_REFUSAL": "code=token_expired"])
        #expect(try bearer.values(of: "WWW-Authenticate").map { $0.contains("error=") } == [true, false])
    }

    @Test("an Authorizer without a policy, or with one that cannot be read, refuses", arguments: [nil, "", "al=a"])
    func authorizerWithoutPolicy(policy: String?) async throws {
        var variables = ["FCGI_ROLE": "AUTHORIZER"]
        variables["BEARERD_POLICY"] = policy
        #expect(try await respond(variables, bearer()).status == .internalServerError)
    }
}
