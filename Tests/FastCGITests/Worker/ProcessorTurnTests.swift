import Testing

@testable import FastCGI

@Suite("ProcessorTurn")
struct ProcessorTurnTests {
    private let start = ContinuousClock.now

    private func after(_ microseconds: Int) -> ContinuousClock.Instant {
        start + .microseconds(microseconds)
    }

    @Test("a thread that never waits gives way again and again")
    func busy() {
        var turn = ProcessorTurn(at: start)
        var givesWayAt: [Int] = []
        for time in stride(from: 10, through: 200, by: 10) {
            turn.resume(at: after(time - 10))
            if turn.isOver(at: after(time)) { givesWayAt.append(time) }
        }
        #expect(givesWayAt == [50, 100, 150, 200])
    }

    @Test("a thread that has waited has just begun")
    func waiting() {
        var turn = ProcessorTurn(at: start)
        for time in stride(from: 100, through: 10_000, by: 100) {
            turn.resume(at: after(time))
            let isOver = turn.isOver(at: after(time + 40))
            #expect(!isOver)
        }
    }

    @Test("what takes long by itself ends the turn")
    func oneLongRequest() {
        var turn = ProcessorTurn(at: start)
        turn.resume(at: after(1_000))
        let isOver = turn.isOver(at: after(1_050))
        #expect(isOver)
    }
}
