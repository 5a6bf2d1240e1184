import Testing

@testable import JWKS

@Suite struct IssuerRegistryTests {
    private let context = KeyCacheContext(
        configuration: JWKSCacheConfiguration(),
        fetchDocument: { _ in throw CancellationError() },
        clock: .system,
        jitter: { 0 },
        onEvent: { _ in }
    )

    private func keys(_ issuer: String, _ source: String = "discovery", in registry: inout IssuerRegistry) -> IssuerKeys
    {
        registry.keys(of: IssuerRegistry.Name(issuer: issuer, source: source)) {
            IssuerKeys(issuer: issuer, source: .discovery, context: context)
        }
    }

    @Test func oneNameHasTheSameKeys() {
        var registry = IssuerRegistry()
        let first = keys("a", in: &registry)
        #expect(keys("a", in: &registry) === first)
        #expect(keys("a", "jwks_file /a", in: &registry) !== first)
        #expect(keys("b", in: &registry) !== first)
    }

    @Test(arguments: [("K", "\u{212A}"), ("caf\u{E9}", "cafe\u{301}")])
    func namesThatLookAlikeAreTwo(first: String, second: String) {
        var registry = IssuerRegistry()
        let known = keys(first, "jwks_file /\(first)", in: &registry)
        #expect(keys(second, "jwks_file /\(first)", in: &registry) !== known)
        #expect(keys(first, "jwks_file /\(second)", in: &registry) !== known)
        #expect(keys(first, "jwks_file /\(first)", in: &registry) === known)
    }

    @Test func thoseThatNobodyHoldsAreThrownOut() {
        var registry = IssuerRegistry()
        let held = (0..<10).map { keys("held \($0)", in: &registry) }
        for number in 0..<1_000 {
            _ = keys("\(number)", in: &registry)
            #expect(registry.count <= 2 * held.count + 2)
        }
        for number in held.indices { #expect(keys("held \(number)", in: &registry) === held[number]) }
    }
}
