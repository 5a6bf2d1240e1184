import OAuth
import Synchronization
import ResourceServerTestSupport
import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("Remembered policies")
struct LocationPoliciesTests {
    private final class Told: Sendable {
        let texts = Mutex<[String]>([])
    }

    @Test("an unreadable one is told once, and stays unreadable")
    func unreadable() {
        let told = Told()
        let policies = LocationPolicies { text, _ in told.texts.withLock { $0.append(text) } }
        for _ in 0..<3 {
            #expect(policies.policy("al=a") == nil)
            #expect(policies.policy("all=a") != nil)
        }
        #expect(told.texts.withLock(\.self) == ["al=a"])
    }

    @Test("one that looks like a readable one is not taken for it, whichever comes first", arguments: [false, true])
    func lookalikes(isUnreadableFirst: Bool) {
        let policies = LocationPolicies { _, _ in }
        if isUnreadableFirst { #expect(policies.policy("all=\u{212A}") == nil) }
        #expect(policies.policy("all=K") != nil)
        #expect(policies.policy("all=\u{212A}") == nil)
    }

    @Test("more than are remembered are read all the same")
    func bound() {
        let told = Told()
        let policies = LocationPolicies { text, _ in told.texts.withLock { $0.append(text) } }
        for index in 0..<1_100 { #expect(policies.policy("all=scope\(index)") != nil) }
        for _ in 0..<2 { #expect(policies.policy("late") == nil) }
        #expect(told.texts.withLock(\.self) == ["late", "late"])
        #expect(policies.policy("all=scope1099")?.reading == .all([.all([.scope("scope1099")])]))
    }
}
