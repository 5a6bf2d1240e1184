import HTTP
import HTTPTypes
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing

@testable import NginxGuard

/// What is judged as ever, and refused never.
@Suite("The guard of locations that are only observed")
struct LocationGuardObserveTests {
    private let fixture: GuardFixture
    private let handler: any Handler

    init() throws {
        fixture = try GuardFixture()
        handler = try Self.handler(fixture.resourceServer(.allowed))
    }

    private static func handler(_ resourceServer: ResourceServer) throws -> any Handler {
        let cors = try #require(CORSPolicy(origins: .list(["https://app.example.com"])))
        return ClosureHandler { _ in Response(status: .accepted) }.behind(
            LocationGuard(
                resourceServer: resourceServer,
                identity: try #require(IdentityHeaders(["Auth-Subject=sub"])),
                cors: CORS(cors)
            ) { _ in }
        )
    }

    enum Role: String, CaseIterable {
        case subrequest, authorizer

        func variables(_ policy: String) -> [String: String] {
            switch self {
            case .subrequest:
                ["BEARERD_POLICY": "/_bearerd/\(policy)", "BEARERD_IDENTITY": "Auth-Subject,Auth-Refusal"]
            case .authorizer: ["BEARERD_POLICY": policy, "FCGI_ROLE": "AUTHORIZER"]
            }
        }

        var good: HTTPResponse.Status { self == .subrequest ? .noContent : .ok }

        func value(_ name: String, in response: Response) throws -> [String] {
            let variable = "Variable-" + name.uppercased().replacing("-", with: "_")
            return try response.values(of: self == .subrequest ? name : variable)
        }
    }

    private func respond(
        _ role: Role,
        _ policy: String,
        _ fields: [(name: String, value: String)] = [],
        method: HTTPRequest.Method = .get,
        target: String = "/private"
    ) async throws -> Response {
        let request = try Request.with(
            fields,
            method: method,
            target: target,
            metaVariables: role.variables(policy)
        )
        let response = try await handler.respond(to: request)
        if let atOnce = try handler.respondAtOnce(to: request) {
            #expect(atOnce.status == response.status)
            #expect(atOnce.headerFields == response.headerFields)
        }
        return response
    }

    private func bearer(_ token: String) -> [(name: String, value: String)] { [("Authorization", "Bearer \(token)")] }

    @Test(
        "what would be refused is let through without identity, and the application is told why",
        arguments: Role.allCases
    )
    func letsThrough(role: Role) async throws {
        let good = try fixture.token(isBound: false)
        let cases: [(fields: [(name: String, value: String)], code: String)] = [
            ([], "token_missing"), ([("Authorization", "Bearer a b")], "invalid_request"),
            (bearer("a.b.c"), "token_malformed"), (bearer(good), "insufficient_scope"),
            (bearer(good + "A"), "invalid_signature"), (bearer(try fixture.token(claims: ["exp": 1])), "token_expired"),
            (bearer(try fixture.token(isBound: true, scope: "read:a")), "dpop_binding_mismatch"),
        ]
        for (fields, code) in cases {
            let forged = [("Auth-Subject", "root"), ("Auth-Refusal", "none")]
            let response = try await respond(role, "all=read:a;observe", fields + forged)
            #expect(response.status == role.good, "\(code)")
            #expect(try role.value("Auth-Refusal", in: response) == [code])
            #expect(try role.value("Auth-Subject", in: response) == [], "\(code)")
            #expect(try response.values(of: "WWW-Authenticate") == [])
            #expect(try response.values(of: "X-Bearerd-Refusal") == [])
            #expect(response.body.isEmpty)
            guard case .observed(let refusal, nil) = response.context as? AccessDecision else {
                Issue.record("\(code): \(String(describing: response.context))")
                continue
            }
            #expect(refusal.code == code)
            #expect(refusal.isObserved)
        }
    }

    @Test("what is good is let through as ever", arguments: Role.allCases)
    func good(role: Role) async throws {
        let response = try await respond(
            role,
            "all=read:a;observe",
            bearer(fixture.token(isBound: false, scope: "read:a"))
        )
        #expect(response.status == role.good)
        #expect(try role.value("Auth-Subject", in: response) == ["alice"])
        #expect(try role.value("Auth-Refusal", in: response) == [])
        let optional = try await respond(role, "optional;observe")
        #expect(optional.status == role.good)
        #expect(try role.value("Auth-Refusal", in: optional) == [])
    }

    @Test("what is no judgement of a token refuses all the same", arguments: Role.allCases)
    func stillRefused(role: Role) async throws {
        let unreadable = try await respond(role, "observe;al=read:a")
        #expect(unreadable.status == (role == .subrequest ? .forbidden : .internalServerError))
        for (fields, target) in [([], "x"), ([("Auth.Subject", "root")], "/x"), ([("Auth.Refusal", "")], "/x")] {
            let response = try await respond(role, "observe", fields, target: target)
            #expect(response.status == (role == .subrequest ? .forbidden : .badRequest), "\(target) \(fields)")
        }
    }

    @Test("a file of an earlier version serves where nothing is observed, as it lets a client say what the refusal is")
    func earlierFile() async throws {
        let fields = bearer(try fixture.token(isBound: false))
        for (policy, status) in [("observe", HTTPResponse.Status.forbidden), ("required", .noContent)] {
            let variables = ["BEARERD_POLICY": "/_bearerd/\(policy)", "BEARERD_IDENTITY": "Auth-Subject"]
            let response = try await handler.respond(to: .with(fields, metaVariables: variables))
            #expect(response.status == status)
        }
    }

    @Test("a preflight is the application's to answer, as without a guard", arguments: Role.allCases)
    func preflight(role: Role) async throws {
        let fields = [("Origin", "https://other.example.com"), ("Access-Control-Request-Method", "PUT")]
        let response = try await respond(role, "observe", fields, method: .options)
        #expect(response.status == role.good)
        #expect(response.context == nil)
        #expect(try role.value("Auth-Refusal", in: response) == [])
    }

    @Test(
        "a page of another origin can read the application's answer to what is only observed",
        arguments: Role.allCases
    )
    func crossOrigin(role: Role) async throws {
        let response = try await respond(role, "observe", [("Origin", "https://app.example.com")])
        #expect(try response.values(of: "Access-Control-Allow-Origin") == ["https://app.example.com"])
    }

    @Test(
        "a mode of DPoP that is only observed takes a plain token, tells its identity, and never takes a bound one for one"
    )
    func dpop() async throws {
        let plain = bearer(try fixture.token(isBound: false))
        let bound = bearer(try fixture.token(isBound: true))
        let taken = try await respond(.subrequest, "dpop=observe", plain)
        #expect(taken.status == .noContent)
        #expect(try taken.values(of: "Auth-Subject") == ["alice"])
        #expect(try taken.values(of: "Auth-Refusal") == [])
        guard case .observed(let refusal, .some) = taken.context as? AccessDecision else {
            Issue.record("not observed")
            return
        }
        #expect(refusal.code == "bearer_not_allowed")
        let refused = try await respond(.subrequest, "dpop=observe", bound)
        #expect(try refused.values(of: "X-Bearerd-Refusal") == ["code=dpop_binding_mismatch;dpop=observe"])
        let both = try await respond(.subrequest, "observe;dpop=observe", bound)
        #expect(try both.values(of: "Auth-Refusal") == ["dpop_binding_mismatch"])
        let strict = try await respond(.subrequest, "observe;dpop=required", plain)
        #expect(try strict.values(of: "Auth-Refusal") == ["bearer_not_allowed"])
        #expect(try strict.values(of: "Auth-Subject") == [])
    }

    @Test("a nonce that a refusal would have brought comes with what is let through (RFC 9449 §8.2)")
    func nonce() async throws {
        let nonces = try ServerNonces()
        let handler = try Self.handler(fixture.resourceServer(.allowed, fixture.protection(nonces: nonces)))
        let token = try fixture.token(isBound: true)
        let fields = [("Authorization", "DPoP \(token)"), ("DPoP", try fixture.proof(for: token))]
        let variables = Role.subrequest.variables("observe")
        let response = try await handler.respond(to: .with(fields, metaVariables: variables))
        #expect(response.status == .noContent)
        #expect(try response.values(of: "Auth-Refusal") == ["dpop_nonce_required"])
        let nonce = try #require(try response.values(of: "DPoP-Nonce").first)
        let proof = try fixture.proof(for: token, nonce: nonce)
        let next = try await handler.respond(
            to: .with([("Authorization", "DPoP \(token)"), ("DPoP", proof)], metaVariables: variables)
        )
        #expect(try next.values(of: "Auth-Subject") == ["alice"])
    }
}
