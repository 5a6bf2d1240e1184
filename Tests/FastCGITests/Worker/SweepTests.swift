import Testing

@testable import FastCGI

@Suite("Sweep")
struct SweepTests {
    @Test("a worker on whom nobody waits sleeps until something happens")
    func idle() {
        var sweep = Sweep(ioTimeout: .seconds(15))
        #expect(sweep.timeout == -1)
        let isDue = sweep.isDue(at: .now + .seconds(60))
        #expect(!isDue)
    }

    @Test(
        "while somebody waits it looks often enough, and not more often",
        arguments: [(15_000, 100), (40, 10), (4, 5)]
    )
    func interval(ioTimeout: Int, milliseconds: Int32) {
        var sweep = Sweep(ioTimeout: .milliseconds(ioTimeout))
        sweep.waiting = 1
        #expect(sweep.timeout == milliseconds)
        let now = ContinuousClock.now
        let first = sweep.isDue(at: now)
        let atOnce = sweep.isDue(at: now)
        let later = sweep.isDue(at: now + .milliseconds(Int(milliseconds)))
        #expect(first && !atOnce && later)
    }

    @Test("a server that stops looks more often, and a listener that rests is looked at again")
    func reasons() {
        var sweep = Sweep(ioTimeout: .seconds(15))
        sweep.isAcceptingPaused = true
        #expect(sweep.timeout == 100)
        sweep.isAcceptingPaused = false
        sweep.isStopping = true
        #expect(sweep.timeout == 20)
    }
}
