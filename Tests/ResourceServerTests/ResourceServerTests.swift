import HTTP
import HTTPTypes
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing

@Suite("Guarded handlers")
struct ResourceServerTests {
    private let fixture: GuardFixture

    init() throws {
        fixture = try GuardFixture()
    }

    private func bearer(scope: String? = nil) throws -> [(name: String, value: String)] {
        [("Authorization", "Bearer \(try fixture.token(isBound: false, scope: scope))")]
    }

    @Test("where authentication is optional, a token that is there must meet the requirement")
    func optional() async throws {
        let handler = fixture.resourceServer(.disabled).optional(.scope("read:a")) { _, token in
            Response(status: token == nil ? .accepted : .ok)
        }
        #expect(try await handler.respond(to: .with([])).status == .accepted)
        #expect(try await handler.respond(to: .with(bearer(scope: "read:a"))).status == .ok)
        #expect(try await handler.respond(to: .with(bearer(scope: "read:b"))).status == .forbidden)
        #expect(try await handler.respond(to: .with(bearer())).status == .forbidden)
    }

    @Test("an answer stays out of caches unless its handler says otherwise")
    func caching() async throws {
        for (own, expected) in [(nil, "no-store"), ("max-age=60", "max-age=60")] {
            let handler = fixture.resourceServer(.disabled).requiring { _, _ in
                var response = Response(status: .ok)
                response.headerFields[.cacheControl] = own
                return response
            }
            #expect(try await handler.respond(to: .with(bearer())).values(of: "Cache-Control") == [expected])
        }
    }

    @Test("only an address in which a token may stand is private, whatever its handler says (RFC 6750 §2.3)")
    func privateAnswer() async throws {
        for (sources, target, expected) in [
            ([.header, .query("token")], "/private?x=1", "private, no-store"),
            ([.header, .query("token")], "/private", "max-age=60"), ([.header], "/private?x=1", "max-age=60"),
        ] as [([TokenSource], String, String)] {
            let handler = fixture.resourceServer(.disabled, sources: sources).requiring { _, _ in
                Response(status: .ok, headerFields: [.cacheControl: "max-age=60"])
            }
            let response = try await handler.respond(to: .with(bearer(), target: target))
            #expect(try response.values(of: "Cache-Control") == [expected])
        }
    }
}
