import Testing

@testable import JWKS

@Suite final class KeyLifecycleTests {
    private static let start = ContinuousClock.now
    private var lifecycle = KeyLifecycle(rules: JWKSCacheConfiguration())

    private func at(_ seconds: Double) -> KeyClock.Instant {
        Self.start + .milliseconds(Int(seconds * 1000))
    }

    private func keysNeeded(at seconds: Double) -> KeyLifecycle.Decision {
        lifecycle.keysNeeded(at: at(seconds))
    }

    private func unknownKeyNeeded(at seconds: Double) -> KeyLifecycle.Decision {
        lifecycle.unknownKeyNeeded(at: at(seconds))
    }

    private func wakeUp(at seconds: Double) -> Bool {
        lifecycle.wakeUp(at: at(seconds))
    }

    @discardableResult
    private func fetchSucceeds(at seconds: Double, maxAge: Duration? = nil, jitter: Double = 0) -> Duration {
        lifecycle.fetchSucceeded(at: at(seconds), maxAge: maxAge, jitter: jitter)
    }

    private func fetchFails(at seconds: Double, jitter: Double = 0) {
        lifecycle.fetchFailed(at: at(seconds), jitter: jitter)
    }

    private func restore(age: Duration, at seconds: Double) -> Bool {
        lifecycle.keysRestored(age: age, at: at(seconds))
    }

    /// Keys that were fetched at 0.
    private func fetchAtZero() {
        #expect(keysNeeded(at: 0) == .fetch)
        fetchSucceeds(at: 0)
    }

    // MARK: Need

    @Test func nothingHappensBeforeKeysAreNeeded() {
        #expect(lifecycle.nextWakeUp == nil)
        #expect(!lifecycle.hasKeys(at: at(0)))
        #expect(!lifecycle.isFetching)
    }

    @Test func firstNeedFetchesAndFurtherOnesJoin() {
        #expect(keysNeeded(at: 0) == .fetch)
        #expect(keysNeeded(at: 0) == .join)
        #expect(unknownKeyNeeded(at: 1) == .join)
    }

    // MARK: Under other rules

    @Test func underOtherRulesKeysAreNoLongerGoodThanUnderEither() {
        fetchAtZero()
        var rules = JWKSCacheConfiguration()
        rules.ttl = .seconds(86_400)
        rules.maxStale = .seconds(10)
        let longer = lifecycle.continued(under: rules, at: at(1))
        #expect(!longer.isStale(at: at(299)))
        #expect(longer.isStale(at: at(300)))
        #expect(longer.hasKeys(at: at(309)))
        #expect(!longer.hasKeys(at: at(310)))
        rules.ttl = .seconds(5)
        let shorter = lifecycle.continued(under: rules, at: at(1))
        #expect(!shorter.isStale(at: at(4)))
        #expect(shorter.isStale(at: at(5)))
        #expect(shorter.nextWakeUp == at(1) + KeyLifecycle.takeoverPause)
        #expect(shorter.age(at: at(2)) == .seconds(2))
    }

    @Test func whatFailedIsTriedAgainUnderOtherRules() {
        #expect(keysNeeded(at: 0) == .fetch)
        fetchFails(at: 0)
        #expect(keysNeeded(at: 0.5) == .refuse(until: at(1)))
        var continued = lifecycle.continued(under: JWKSCacheConfiguration(), at: at(0.5))
        #expect(continued.keysNeeded(at: at(0.5)) == .fetch)
    }

    // MARK: Fresh, refresh due, stale, lapsed

    @Test func keysAreFreshForTheirLifetimeThenStaleThenLapsed() {
        fetchAtZero()
        #expect(lifecycle.hasKeys(at: at(0)) && !lifecycle.isStale(at: at(0)))
        #expect(!lifecycle.isStale(at: at(299.999)))
        #expect(lifecycle.isStale(at: at(300)))
        #expect(lifecycle.hasKeys(at: at(300 + 86_399.999)))
        #expect(!lifecycle.hasKeys(at: at(300 + 86_400)))
        #expect(!lifecycle.isStale(at: at(300 + 86_400)))
    }

    @Test func refreshIsDueAtFourFifthsOfTheLifetime() {
        fetchAtZero()
        #expect(lifecycle.nextWakeUp == at(240))
        #expect(!wakeUp(at: 239.999))
        #expect(wakeUp(at: 240))
        #expect(lifecycle.isFetching)
    }

    @Test func wakingUpDuringAFetchStartsNoOther() {
        fetchAtZero()
        #expect(wakeUp(at: 240))
        #expect(!wakeUp(at: 241))
    }

    @Test func aRefreshBeginsTheLifetimeAnew() {
        fetchAtZero()
        _ = wakeUp(at: 240)
        fetchSucceeds(at: 241)
        #expect(lifecycle.nextWakeUp == at(241 + 240))
        #expect(lifecycle.age(at: at(250)) == .seconds(9))
        #expect(!lifecycle.isStale(at: at(540)))
        #expect(lifecycle.isStale(at: at(541)))
    }

    @Test func keysLapseWhileAFetchHangs() {
        fetchAtZero()
        _ = wakeUp(at: 240)
        #expect(lifecycle.nextWakeUp == at(86_700))
        #expect(!wakeUp(at: 86_700))
        #expect(lifecycle.age(at: at(86_700)) == nil)
        #expect(lifecycle.nextWakeUp == nil)
    }

    // MARK: max-age

    @Test(
        arguments: [
            (nil, 300), (.seconds(120), 120), (.seconds(60), 60), (.seconds(59), 60), (.zero, 60),
            (.seconds(604_800), 300),
        ] as [(Duration?, Int)]
    )
    func maxAgeOnlyShortensAndNotBelowTheMinimum(maxAge: Duration?, lifetime: Int) {
        #expect(keysNeeded(at: 0) == .fetch)
        #expect(fetchSucceeds(at: 0, maxAge: maxAge) == .seconds(lifetime))
        #expect(lifecycle.nextWakeUp == at(Double(lifetime) * 0.8))
    }

    @Test func aLifetimeBelowTheMinimumIsNotLengthened() {
        var rules = JWKSCacheConfiguration()
        rules.ttl = .seconds(10)
        lifecycle = KeyLifecycle(rules: rules)
        #expect(fetchSucceeds(at: 0, maxAge: .seconds(5)) == .seconds(10))
    }

    @Test func settingsOfNothingMakeNoStreamOfFetches() {
        var rules = JWKSCacheConfiguration()
        (rules.ttl, rules.minimumTTL, rules.firstRetry, rules.longestRetry) = (.zero, .zero, .zero, .zero)
        lifecycle = KeyLifecycle(rules: rules)
        #expect(fetchSucceeds(at: 0) == .seconds(1))
        fetchFails(at: 0)
        #expect(lifecycle.retryDelay(at: at(0)) == .seconds(1))
    }

    // MARK: Cooling down

    @Test func anUnknownKeyFetchesOnceThenCoolsDown() {
        fetchAtZero()
        #expect(unknownKeyNeeded(at: 1) == .fetch)
        fetchSucceeds(at: 2)
        #expect(unknownKeyNeeded(at: 2) == .refuse(until: at(31)))
        #expect(unknownKeyNeeded(at: 30.999) == .refuse(until: at(31)))
        #expect(unknownKeyNeeded(at: 31) == .fetch)
    }

    @Test func coolingDownDelaysNoRefresh() {
        fetchAtZero()
        #expect(unknownKeyNeeded(at: 230) == .fetch)
        fetchFails(at: 231)
        #expect(wakeUp(at: 240))
    }

    // MARK: Backing off

    @Test func pausesDoubleUpToTheLongest() {
        #expect(keysNeeded(at: 0) == .fetch)
        for pause in [1, 2, 4, 8, 16, 32, 60, 60] as [Double] {
            fetchFails(at: 100)
            #expect(lifecycle.nextWakeUp == at(100 + pause))
            #expect(lifecycle.isBackingOff)
        }
        for _ in 0..<1000 { fetchFails(at: 100) }
        #expect(lifecycle.nextWakeUp == at(160))
    }

    @Test(arguments: [(0, 240), (0.5, 210), (1, 180)] as [(Double, Double)])
    func jitterBringsTheNextFetchForwardByUpToAQuarter(jitter: Double, due: Double) throws {
        fetchSucceeds(at: 0, jitter: jitter)
        let delay = try #require(lifecycle.nextWakeUp.map { at(0).duration(to: $0) / .seconds(1) })
        #expect(abs(delay - due) < 0.001)
    }

    @Test(arguments: [(0, 1), (0.5, 0.75), (1, 0.5)] as [(Double, Double)])
    func jitterTakesUpToHalfOfThePauseOff(jitter: Double, pause: Double) {
        fetchFails(at: 0, jitter: jitter)
        #expect(lifecycle.retryDelay(at: at(0)) == .milliseconds(Int(pause * 1000)))
    }

    @Test func nobodyFetchesWhileBackingOff() {
        #expect(keysNeeded(at: 0) == .fetch)
        fetchFails(at: 5)
        #expect(keysNeeded(at: 5.5) == .refuse(until: at(6)))
        #expect(unknownKeyNeeded(at: 5.5) == .refuse(until: at(6)))
        #expect(!wakeUp(at: 5.999))
        #expect(keysNeeded(at: 6) == .fetch)
    }

    @Test func aFailedFetchIsTriedAgainByTimer() {
        #expect(keysNeeded(at: 0) == .fetch)
        fetchFails(at: 5)
        #expect(lifecycle.nextWakeUp == at(6))
        #expect(wakeUp(at: 6))
    }

    @Test func keysServeWhileARefreshFails() {
        fetchAtZero()
        _ = wakeUp(at: 240)
        fetchFails(at: 245)
        #expect(lifecycle.hasKeys(at: at(245)))
        #expect(lifecycle.nextWakeUp == at(246))
        #expect(lifecycle.isStale(at: at(301)))
    }

    @Test func successEndsTheBackOff() {
        for _ in 0..<5 { fetchFails(at: 0) }
        _ = wakeUp(at: 16)
        fetchSucceeds(at: 16)
        #expect(!lifecycle.isBackingOff)
        #expect(lifecycle.retryDelay(at: at(16)) == .zero)
        fetchFails(at: 300)
        #expect(lifecycle.retryDelay(at: at(300)) == .seconds(1))
    }

    // MARK: Restored keys

    @Test func restoredKeysKeepTheirAge() {
        #expect(restore(age: .seconds(100), at: 0))
        #expect(lifecycle.age(at: at(10)) == .seconds(110))
        #expect(!lifecycle.isStale(at: at(199)))
        #expect(lifecycle.isStale(at: at(200)))
    }

    @Test func keysPastTheirLimitAreNotRestored() {
        #expect(restore(age: .seconds(86_699), at: 0))
        lifecycle = KeyLifecycle(rules: JWKSCacheConfiguration())
        #expect(!restore(age: .seconds(86_700), at: 0))
        #expect(!lifecycle.hasKeys(at: at(0)))
    }

    @Test func fetchedKeysAreNotReplacedByRestoredOnes() {
        fetchAtZero()
        #expect(!restore(age: .seconds(1), at: 10))
        #expect(lifecycle.age(at: at(10)) == .seconds(10))
    }
}
