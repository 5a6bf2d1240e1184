import HTTP
import HTTPTypes
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Synchronization
import Testing

/// What `required` would refuse is let through, and said.
@Suite("DPoP that is observed")
struct DPoPObserveTests {
    private let fixture: GuardFixture

    init() throws {
        fixture = try GuardFixture()
    }

    private final class Told: Sendable {
        let refusals = Mutex<[Refusal]>([])
        var all: [Refusal] { refusals.withLock(\.self) }
    }

    @Test(
        "a handler is given a plain token as ever, and who is told of refusals hears of it",
        arguments: [true, false]
    )
    func told(atOnce: Bool) async throws {
        let told = Told()
        let api = ResourceServer(validator: fixture.validator, dpop: .observe) { refusal, _ in
            told.refusals.withLock { $0.append(refusal) }
        }
        let handler: any Handler =
            atOnce
            ? api.requiring(.scope("a")) { _, token in Response(status: .ok, body: Array((token.subject ?? "").utf8)) }
            : api.requiring(.scope("a")) { _, token in
                await Task.yield()
                return Response(status: .ok, body: Array((token.subject ?? "").utf8))
            }
        let plain = try fixture.token(isBound: false, scope: "a")
        let answer = try await handler.respond(to: .with([("Authorization", "Bearer \(plain)")]))
        #expect(answer.status == .ok)
        #expect(String(decoding: answer.body, as: UTF8.self) == "alice")
        guard case .observed(_, let token) = answer.context as? AccessDecision else {
            Issue.record("not observed")
            return
        }
        #expect(token?.subject == "alice")
        let refusal = try #require(told.all.first)
        #expect(refusal.code == "bearer_not_allowed")
        #expect(refusal.isObserved)
        #expect(refusal.identity?.subject == "alice")
        #expect(refusal.identity?.isVerified == true)

        let weak = try await handler.respond(
            to: .with([("Authorization", "Bearer \(try fixture.token(isBound: false))")])
        )
        #expect(weak.status == .forbidden)
        #expect(told.all.map(\.code) == ["bearer_not_allowed", "insufficient_scope"])
        #expect(told.all.last?.isObserved == false)
    }

    @Test("a token with a proof, and no token where that is optional, are nothing to tell of")
    func quiet() async throws {
        let api = fixture.resourceServer(.observe)
        let token = try fixture.token(isBound: true)
        let request = try Request.with([("Authorization", "DPoP \(token)"), ("DPoP", fixture.proof(for: token))])
        guard case .allowed(.some, _) = await api.decide(request) else {
            Issue.record("not let through")
            return
        }
        guard case .allowed(nil, _) = try await api.decide(.with([]), isOptional: true) else {
            Issue.record("not let through")
            return
        }
    }

    @Test("what a handler refuses itself is refused")
    func ownRefusal() async throws {
        let handler = fixture.resourceServer(.observe).requiring { _, token in
            try AccessRequirement.scope("write").check(token)
            return Response(status: .ok)
        }
        let token = try fixture.token(isBound: false)
        let answer = try await handler.respond(to: .with([("Authorization", "Bearer \(token)")]))
        #expect(answer.status == .forbidden)
        guard case .refused = answer.context as? AccessDecision else {
            Issue.record("not refused")
            return
        }
    }

    @Test("a decision says whether a request is let through, and with what")
    func decisions() async throws {
        let api = fixture.resourceServer(.observe)
        let token = try fixture.token(isBound: false)
        let observed = try await api.decide(.with([("Authorization", "Bearer \(token)")]))
        #expect(observed.isLetThrough)
        #expect(observed.token?.subject == "alice")
        let refused = try await api.decide(.with([]))
        #expect(!refused.isLetThrough)
        #expect(refused.token == nil)
        #expect(!AccessDecision.misconfigured.isLetThrough)
        #expect(AccessDecision.allowed(nil).isLetThrough)
    }
}
