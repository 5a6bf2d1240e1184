import Synchronization
import Testing

@testable import bearerd

@Suite(.timeLimit(.minutes(10))) struct WatchdogTests {
    /// What the service manager was told.
    private final class Words: Sendable {
        private let words = Mutex<[String]>([])
        var all: [String] { words.withLock(\.self) }
        func add(_ word: String) { words.withLock { $0.append(word) } }
    }

    private let words = Words()

    private func watchdog(longestSilence: Duration = .milliseconds(3)) throws -> Watchdog {
        let watchdog = Watchdog(longestSilence: longestSilence, notify: { [words] in words.add($0) })
        return try #require(watchdog)
    }

    @Test func whereNobodyAsksThereIsNone() {
        #expect(Watchdog(longestSilence: nil) == nil)
    }

    @Test func itTellsAgainAndAgainWithAWord() async throws {
        let watchdog = try watchdog()
        let task = Task { await watchdog.run { "well" } }
        while words.all.count < 3 { await Task.yield() }
        task.cancel()
        await task.value
        #expect(Set(words.all) == ["WATCHDOG=1\nSTATUS=well"])
    }

    /// `systemctl status` has the word from the start.
    @Test func itDoesNotWaitForTheFirstTime() async throws {
        let watchdog = try watchdog(longestSilence: .seconds(86_400))
        let task = Task { await watchdog.run { "well" } }
        while words.all.isEmpty { await Task.yield() }
        task.cancel()
        await task.value
        #expect(words.all == ["WATCHDOG=1\nSTATUS=well"])
    }

    @Test func whatDoesNotAnswerSilencesIt() async throws {
        let watchdog = try watchdog()
        let visits = Atomic(0)
        let (stuck, release) = AsyncStream<Void>.makeStream()
        let task = Task {
            await watchdog.run {
                // The third visit finds something stuck.
                if visits.add(1, ordering: .relaxed).newValue == 3 { for await _ in stuck {} }
                return "well"
            }
        }
        while visits.load(ordering: .relaxed) < 3 { await Task.yield() }
        #expect(words.all.count == 2)
        task.cancel()
        release.finish()
        await task.value
    }
}
