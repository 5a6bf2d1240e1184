import Dispatch
import Synchronization
import Testing

@testable import JWKS

@Suite(.timeLimit(.minutes(10))) struct FetchLanesTests {
    private final class Record: Sendable {
        let names = Mutex<[String]>([])
        let running = Mutex((now: 0, most: 0))
    }

    private let queue = DispatchQueue(label: "tests")
    private let record = Record()
    private let gate = DispatchSemaphore(value: 0)

    /// Has fetches made that each wait for the gate, which opens when every lane is taken.
    private func run(_ fetches: [(name: String, isWaitedFor: Bool)], lanes count: Int) async -> [String] {
        let lanes = FetchLanes(count: count, queue: queue)
        queue.sync {
            for (name, isWaitedFor) in fetches {
                lanes.add(
                    FetchLanes.Fetch(isWaitedFor: { isWaitedFor }) { [record, gate] lane in
                        record.names.withLock { $0.append(name) }
                        record.running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
                        await lane.run { gate.wait() }
                        record.running.withLock { $0.now -= 1 }
                    }
                )
            }
        }
        let expected = min(max(count, 1), fetches.count)
        while record.running.withLock(\.now) < expected, !Task.isCancelled { await Task.yield() }
        // The time that one too many would need to be seen.
        try? await Task.sleep(for: .milliseconds(20))
        #expect(record.running.withLock(\.most) == expected)
        for _ in fetches { gate.signal() }
        while queue.sync(execute: { lanes.isBusy }), !Task.isCancelled { await Task.yield() }
        return record.names.withLock(\.self)
    }

    @Test func soManyRunAtATimeAndAllOfThem() async {
        let names = await run((0..<20).map { ("\($0)", false) }, lanes: 3)
        #expect(Set(names).count == 20)
        #expect(record.running.withLock(\.most) == 3)
    }

    @Test func whatIsWaitedForGoesFirst() async {
        let names = await run([("a", false), ("b", false), ("c", true), ("d", false)], lanes: 1)
        #expect(names == ["a", "c", "b", "d"])
    }

    @Test func whatIsWaitedForOnlyLaterGoesFirstAsWell() async {
        let lanes = FetchLanes(count: 1, queue: queue)
        let isWaitedFor = Atomic(false)
        queue.sync {
            for name in ["a", "b", "c"] {
                let fetch = FetchLanes.Fetch(isWaitedFor: { name == "c" && isWaitedFor.load(ordering: .relaxed) }) {
                    [record, gate] lane in
                    record.names.withLock { $0.append(name) }
                    await lane.run { gate.wait() }
                }
                lanes.add(fetch)
            }
            isWaitedFor.store(true, ordering: .relaxed)
            lanes.somebodyWaits()
        }
        for _ in 0..<3 { gate.signal() }
        while queue.sync(execute: { lanes.isBusy }), !Task.isCancelled { await Task.yield() }
        #expect(record.names.withLock(\.self) == ["a", "c", "b"])
    }

    @Test func whatNobodyWaitsForIsNotAskedAgainAndAgain() async {
        let lanes = FetchLanes(count: 1, queue: queue)
        let questions = Atomic(0)
        queue.sync {
            for _ in 0..<100 {
                let isWaitedFor: @Sendable () -> Bool = {
                    questions.add(1, ordering: .relaxed)
                    return false
                }
                lanes.add(FetchLanes.Fetch(isWaitedFor: isWaitedFor) { _ in })
            }
        }
        while queue.sync(execute: { lanes.isBusy }), !Task.isCancelled { await Task.yield() }
        #expect(questions.load(ordering: .relaxed) == 100)
    }

    @Test func thereIsAlwaysALane() async {
        #expect(await run([("a", false)], lanes: 0) == ["a"])
    }
}
