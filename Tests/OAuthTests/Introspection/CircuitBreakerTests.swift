import Testing

@testable import OAuth

@Suite struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    /// One that can be asked within an expectation.
    private final class Held {
        private var breaker = CircuitBreaker()
        var isClosed: Bool { breaker.isClosed }

        func pause(at now: ContinuousClock.Instant) -> Duration? { breaker.pause(at: now) }
        func admit(at now: ContinuousClock.Instant) -> Bool { breaker.admit(at: now) }
        func succeed() -> Bool { breaker.succeed() }
        func withdraw(at now: ContinuousClock.Instant) { breaker.withdraw(at: now) }

        func fail(isLasting: Bool, at now: ContinuousClock.Instant) -> Duration? {
            breaker.fail(isLasting: isLasting, at: now)
        }
    }

    @Test func severalFailuresInARowOpenItForAWhile() {
        let breaker = Held()
        for _ in 1..<CircuitBreaker.mostFailures {
            #expect(breaker.admit(at: start))
            #expect(breaker.fail(isLasting: false, at: start) == nil)
        }
        #expect(breaker.admit(at: start))
        #expect(breaker.fail(isLasting: false, at: start) == .seconds(1))
        #expect(!breaker.isClosed)
        #expect(!breaker.admit(at: start + .milliseconds(999)))
        #expect(breaker.pause(at: start + .milliseconds(400)) == .milliseconds(600))
    }

    @Test func anAnswerBetweenThemCountsAnew() {
        let breaker = Held()
        for _ in 1...3 * CircuitBreaker.mostFailures {
            #expect(breaker.fail(isLasting: false, at: start) == nil)
            #expect(!breaker.succeed())
        }
        #expect(breaker.isClosed)
    }

    @Test func whatDoesNotMendItselfOpensItAtOnceAndForLong() {
        let breaker = Held()
        #expect(breaker.fail(isLasting: true, at: start) == CircuitBreaker.longestPause)
        #expect(!breaker.admit(at: start + .seconds(29)))
    }

    @Test func halfOpenItLetsOneQuestionThrough() {
        let breaker = Held()
        for _ in 1...CircuitBreaker.mostFailures { _ = breaker.fail(isLasting: false, at: start) }
        var (now, pause) = (start, Duration.seconds(1))
        for _ in 1...8 {
            now += pause
            #expect(breaker.admit(at: now))
            #expect(!breaker.admit(at: now))
            #expect(breaker.pause(at: now) == .seconds(1))
            pause = min(pause * 2, CircuitBreaker.longestPause)
            #expect(breaker.fail(isLasting: false, at: now) == pause)
        }
        #expect(breaker.admit(at: now + pause))
        #expect(breaker.succeed())
        #expect(breaker.isClosed)
        #expect(breaker.admit(at: now + pause))
    }

    @Test func aQuestionThatWasNotSentIsNoTry() {
        let breaker = Held()
        _ = breaker.fail(isLasting: true, at: start)
        let later = start + CircuitBreaker.longestPause
        #expect(breaker.admit(at: later))
        breaker.withdraw(at: later)
        #expect(breaker.admit(at: later))
    }

    @Test func thoseThatWereAskedBeforeDoNotProlongIt() {
        let breaker = Held()
        _ = breaker.fail(isLasting: true, at: start)
        #expect(breaker.fail(isLasting: false, at: start + .seconds(5)) == nil)
        #expect(breaker.pause(at: start + .seconds(10)) == .seconds(20))
    }
}
