import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing

@testable import NginxGuard

@Suite("What the guard of locations decides")
struct LocationGuardDecisionTests {
    private let fixture: GuardFixture

    init() throws {
        fixture = try GuardFixture()
    }

    private func respond(
        _ policy: String,
        _ token: String,
        at clock: @escaping @Sendable () -> NumericDate
    ) async throws -> Response {
        let identity = try #require(IdentityHeaders(["Auth-Subject=sub"]))
        let handler = ClosureHandler { _ in Response(status: .accepted) }.behind(
            LocationGuard(resourceServer: fixture.resourceServer(.allowed, clock: clock), identity: identity) { _ in }
        )
        let variables = ["BEARERD_POLICY": "/_bearerd/\(policy)", "BEARERD_IDENTITY": "Auth-Subject,Auth-Refusal"]
        return try await handler.respond(
            to: .with([("Authorization", "Bearer \(token)")], metaVariables: variables)
        )
    }

    @Test("one clock judges token, proof and authentication, and can be set")
    func clock() async throws {
        let hour = Duration.seconds(3_600)
        let later = NumericDate.now + hour
        let token = try fixture.token(claims: [
            "exp": .number((later + .seconds(600)).secondsSinceEpoch), "auth_time": .number(later.secondsSinceEpoch),
        ])
        for (now, text) in [
            (later, nil), (later + .seconds(400), "code=insufficient_user_authentication;max_age=300"),
            (later + hour, "code=token_expired"),
        ] {
            let response = try await respond("max_age=300", token) { now }
            #expect(try response.values(of: "X-Bearerd-Refusal").first == text)
        }
    }

    @Test("a refusal says whom the token was about that was good but did not reach")
    func identity() async throws {
        for policy in ["aud=x", "acr=x", "all=x"] {
            let token = try fixture.token(isBound: false)
            let response = try await respond(policy, token) { .now }
            guard case .refused(let refusal) = response.context as? AccessDecision else {
                Issue.record("no refusal")
                continue
            }
            #expect(refusal.identity?.subject == "alice")
            #expect(refusal.identity?.isVerified == true)
            #expect(refusal.requirement.scopes == (policy == "all=x" ? ["x"] : []))
        }
    }
}
