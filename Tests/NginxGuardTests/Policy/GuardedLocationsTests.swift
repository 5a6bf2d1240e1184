import HTTP
import HTTPTypes
import OAuth
import Synchronization
import ResourceServerTestSupport
import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("Remembered locations")
struct GuardedLocationsTests {
    private final class Told: Sendable {
        let texts = Mutex<[String]>([])
    }

    @Test("an unreadable one is told once, and stays unreadable")
    func unreadable() throws {
        let told = Told()
        let locations = try GuardedLocations(GuardFixture().resourceServer(.allowed)) { text, _ in
            told.texts.withLock { $0.append(text) }
        }
        for _ in 0..<3 {
            #expect(locations.location("al=a") == nil)
            #expect(locations.location("all=a") != nil)
        }
        #expect(told.texts.withLock(\.self) == ["al=a"])
    }

    @Test("one that looks like a readable one is not taken for it, whichever comes first", arguments: [false, true])
    func lookalikes(isUnreadableFirst: Bool) throws {
        let locations = try GuardedLocations(GuardFixture().resourceServer(.allowed)) { _, _ in }
        if isUnreadableFirst { #expect(locations.location("all=\u{212A}") == nil) }
        #expect(locations.location("all=K") != nil)
        #expect(locations.location("all=\u{212A}") == nil)
    }

    @Test("each that can be read has the number of its policy, also under other settings")
    func numbers() throws {
        let numbers = LocationNumbers()
        let locations = try GuardedLocations(GuardFixture().resourceServer(.allowed), numbers: numbers) { _, _ in }
        #expect(locations.location("all=a")?.number == 0)
        #expect(locations.location("al=a") == nil)
        #expect(locations.location("all=b")?.number == 1)
        #expect(locations.location("all=a")?.number == 0)
        #expect(numbers.policies == ["all=a", "all=b"])
        let others = try GuardedLocations(GuardFixture().resourceServer(.allowed), numbers: numbers) { _, _ in }
        #expect(others.location("all=b")?.number == 1)
        #expect(others.location("all=c")?.number == 2)
    }

    @Test("a response has the number of the location that it is about, whether or not it lets through")
    func numberOfResponse() async throws {
        let fixture = try GuardFixture()
        let identity = try #require(IdentityHeaders(["Auth-Subject=sub"]))
        let handler = ClosureHandler { _ in Response(status: .accepted) }.behind(
            LocationGuard(resourceServer: fixture.resourceServer(.allowed), identity: identity) { _ in }
        )
        func number(_ variables: [String: String], token: String = "a b") async throws -> Int? {
            let fields = [("Authorization", "Bearer \(token)")]
            let response = try await handler.respond(to: .with(fields, metaVariables: variables))
            return response.location
        }
        func asking(_ policy: String) -> [String: String] {
            ["BEARERD_POLICY": "/_bearerd/\(policy)", "BEARERD_IDENTITY": "Auth-Subject,Auth-Refusal"]
        }
        #expect(try await number(asking("all=read:a")) == 0)
        #expect(try await number(asking("all=read:b")) == 1)
        let token = try fixture.token(isBound: false, scope: "read:a")
        #expect(try await number(asking("all=read:a"), token: token) == 0)
        #expect(try await number(["BEARERD_POLICY": "all=read:b", "FCGI_ROLE": "AUTHORIZER"]) == 1)
        #expect(try await number(asking("al=read:a")) == nil)
        #expect(try await number([:]) == nil)
    }

    @Test("one that is a resource is unreadable where the origin is not known")
    func noOrigin() throws {
        let told = Told()
        let server = try GuardFixture().resourceServer(.allowed)
        let locations = GuardedLocations(server) { text, error in told.texts.withLock { $0.append("\(text): \(error)") }
        }
        #expect(locations.location("resource=/mcp") == nil)
        #expect(
            told.texts.withLock(\.self) == ["resource=/mcp: resource needs PUBLIC_ORIGIN, the origin of its address"]
        )
    }

    @Test("more than are remembered are read all the same")
    func bound() throws {
        let told = Told()
        let locations = try GuardedLocations(GuardFixture().resourceServer(.allowed)) { text, _ in
            told.texts.withLock { $0.append(text) }
        }
        for index in 0..<1_100 { #expect(locations.location("all=scope\(index)") != nil) }
        for _ in 0..<2 { #expect(locations.location("late") == nil) }
        #expect(told.texts.withLock(\.self) == ["late", "late"])
        #expect(locations.location("all=scope1099")?.policy.reading == .all([.all([.scope("scope1099")])]))
    }
}
