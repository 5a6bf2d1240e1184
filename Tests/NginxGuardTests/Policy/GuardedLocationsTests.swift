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
