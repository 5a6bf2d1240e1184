import Synchronization
import Testing

@testable import bearerd

@Suite struct StatusHistoryTests {
    @Test func itKeepsThoseOfTheLastHour() {
        let history = StatusHistory()
        for number in 0..<300 { history.add(StatusSample(at: .seconds(number))) }
        let samples = history.samples
        #expect(samples.count == StatusHistory.mostSamples)
        #expect(samples.map(\.letThrough) == (179..<300).map { UInt64($0) })
        #expect(StatusHistory.interval * (StatusHistory.mostSamples - 1) == .seconds(3_600))
    }

    @Test func itBeginsAtOnceAndEndsWhenItIsToldTo() async throws {
        let history = StatusHistory()
        let taken = Mutex(0)
        let task = Task {
            await history.run {
                taken.withLock { $0 += 1 }
                return StatusSample(at: .zero)
            }
        }
        while history.samples.isEmpty { await Task.yield() }
        task.cancel()
        await task.value
        #expect(taken.withLock(\.self) == history.samples.count)
    }
}
