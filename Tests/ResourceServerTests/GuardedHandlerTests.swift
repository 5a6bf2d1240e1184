import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing

@Suite("Guarded handlers, at once and waiting")
struct GuardedHandlerTests {
    private let fixture: GuardFixture

    init() throws {
        fixture = try GuardFixture()
    }

    private func requests() throws -> [Request] {
        let token = try fixture.token(isBound: false, scope: "read:a")
        let expired = try fixture.token(claims: ["exp": 1])
        let bound = try fixture.token(isBound: true, scope: "read:a")
        return try [
            nil, "Basic YTpi", "Bearer", "Bearer \(token)", "bearer  \(token)", "Bearer \(token)A", "Bearer \(expired)",
            "Bearer \(bound)", "DPoP \(token)", "Bearer \(fixture.token(isBound: false))",
        ].map { value in try .with(value.map { [("Authorization", $0)] } ?? []) }
    }

    @Test("a handler that waits for nothing is answered at once, as it would be otherwise", arguments: [true, false])
    func agree(isOptional: Bool) async throws {
        let resourceServer = fixture.resourceServer(.disabled)
        let answer = Response(status: .accepted)
        let atOnce: any Handler =
            isOptional
            ? resourceServer.optional(.scope("read:a")) { _, _ in answer }
            : resourceServer.requiring(.scope("read:a")) { _, _ in answer }
        let waiting: any Handler =
            isOptional
            ? resourceServer.optional(.scope("read:a")) { _, _ in
                await Task.yield()
                return answer
            }
            : resourceServer.requiring(.scope("read:a")) { _, _ in
                await Task.yield()
                return answer
            }
        for request in try requests() {
            #expect(try waiting.respondAtOnce(to: request) == nil)
            let first = try #require(try atOnce.respondAtOnce(to: request))
            for second in [try await atOnce.respond(to: request), try await waiting.respond(to: request)] {
                #expect(first.status == second.status)
                #expect(first.headerFields == second.headerFields)
                #expect(first.body == second.body)
                #expect("\(String(describing: first.context))" == "\(String(describing: second.context))")
            }
        }
    }

    @Test("a proof is judged once, where its memory may be waited for")
    func proof() async throws {
        let handler = fixture.resourceServer(.required).requiring { _, _ in Response(status: .ok) }
        let token = try fixture.token(isBound: true)
        let request = try Request.with([("Authorization", "DPoP \(token)"), ("DPoP", fixture.proof(for: token))])
        #expect(try handler.respondAtOnce(to: request) == nil)
        #expect(try await handler.respond(to: request).status == .ok)
        #expect(try await handler.respond(to: request).status == .unauthorized)
    }

    @Test("a handler may refuse a request with the reason of its own, at once too")
    func ownRefusal() throws {
        let handler = fixture.resourceServer(.disabled).requiring { _, token in
            try AccessRequirement.scope("write:a").check(token)
            return Response(status: .ok)
        }
        let token = try fixture.token(isBound: false, scope: "read:a")
        let response = try handler.respondAtOnce(to: .with([("Authorization", "Bearer \(token)")]))
        #expect(response?.status == .forbidden)
    }

    @Test("an answer that a handler throws keeps out of caches like any other, at once too")
    func ownAnswer() throws {
        let handler = fixture.resourceServer(.disabled).requiring { _, _ in throw HTTPError(.conflict, "No.") }
        let request = try Request.with([("Authorization", "Bearer \(fixture.token(isBound: false))")])
        let response = try #require(try handler.respondAtOnce(to: request))
        #expect(response.status == .conflict)
        #expect(response.headerFields[.cacheControl] == "no-store")
    }
}
