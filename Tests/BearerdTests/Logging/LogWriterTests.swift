import Dispatch
import FoundationEssentials
import JOSE
import Logging
import Synchronization
import Testing

@testable import bearerd

/// Where lines go: as slowly, and in as small pieces, as a test wants.
private final class Sink: Sendable {
    private let state = Mutex(State())
    private let gate = DispatchSemaphore(value: 0)
    private let isShut: Bool

    private struct State {
        var bytes: [UInt8] = []
        var calls = 0
        var isOpen = false
    }

    /// A sink that is shut takes nothing before ``open()``, and who writes to it waits.
    init(isShut: Bool = false) {
        self.isShut = isShut
    }

    func open() {
        state.withLock { $0.isOpen = true }
        gate.signal()
    }

    func take(_ bytes: ArraySlice<UInt8>) -> Int {
        if isShut, !state.withLock(\.isOpen) { gate.wait() }
        state.withLock { $0.bytes += bytes }
        return bytes.count
    }

    func countCall() -> Int {
        state.withLock { state in
            state.calls += 1
            return state.calls
        }
    }

    var calls: Int { state.withLock(\.calls) }
    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }
    var lines: [Substring] { text.split(separator: "\n") }
}

@Suite struct LogWriterTests {
    private func writer(
        _ queue: LogQueue,
        _ write: @escaping @Sendable (ArraySlice<UInt8>) -> Int?
    ) throws -> LogWriter {
        let writer = LogWriter(
            queue,
            format: .json,
            now: { Date(timeIntervalSince1970: 1_700_000_000.25) },
            write: write
        )
        try writer.start()
        return writer
    }

    @Test func everyLineIsWrittenInItsOrder() async throws {
        let (queue, sink) = (LogQueue(), Sink())
        let writer = try writer(queue) { sink.take($0) }
        for number in 0..<1_000 { queue.append("line \(number)\n", .info, to: number % 3 == 0 ? .events : .requests) }
        await writer.finish(within: .seconds(60))
        #expect(sink.lines == (0..<1_000).map { "line \($0)" })
    }

    @Test(.timeLimit(.minutes(10))) func nobodyWaitsForAReaderAndTheLogSaysHowMuchIsMissing() async throws {
        let (queue, sink) = (LogQueue(requests: 1_000, events: 1_000), Sink(isShut: true))
        let writer = try writer(queue) { sink.take($0) }
        // Were one of them to wait, all of them would, for ever.
        for _ in 0..<10_000 { queue.append("refusal..\n", .info, to: .requests) }
        for _ in 0..<10 { queue.append("keys gone\n", .warning, to: .events) }
        sink.open()
        await writer.finish(within: .seconds(60))

        let refusals = sink.lines.count { $0 == "refusal.." }
        // One batch that the writer holds, and one that waits.
        #expect((100...200).contains(refusals))
        #expect(sink.lines.count { $0 == "keys gone" } == 10)
        let notes = try sink.lines.filter { $0.first == "{" }.map { try JSONObject(parsing: Array($0.utf8)) }
        #expect(notes.compactMap { $0["lines"]?.integerValue }.reduce(0, +) == Int64(10_000 - refusals))
        #expect(notes.allSatisfy { $0["level"] == "warning" && $0["info"] == $0["lines"] && $0["warning"] == nil })
    }

    @Test func theLineAboutMissingOnesStandsBehindThoseThatFoundRoom() async throws {
        let (queue, sink) = (LogQueue(requests: 2, events: 2), Sink())
        for _ in 0..<3 { queue.append("a\n", .info, to: .requests) }
        let writer = try writer(queue) { sink.take($0) }
        await writer.finish(within: .seconds(60))
        #expect(
            sink.text == "a\n"
                + #"{"time":"2023-11-14T22:13:20.250Z","level":"warning","#
                + #""message":"lines before this one are missing: nobody took them as fast as they came","#
                + #""info":2,"lines":2}"# + "\n"
        )
    }

    @Test(.timeLimit(.minutes(10))) func aLineOfWhichOnlyAPartIsTakenIsFinished() async throws {
        let (queue, sink) = (LogQueue(), Sink())
        let text = (0..<50).map { "line \($0)\n" }.joined()
        queue.append(text, .info, to: .requests)
        let writer = try writer(queue) { bytes in
            // Every other time nothing is taken at all, as of a full pipe that must not be waited for, or a full disk.
            sink.countCall() % 40 == 39 ? nil : sink.take(bytes.prefix(7))
        }
        while sink.text.utf8.count < text.utf8.count { try await Task.sleep(for: .milliseconds(1)) }
        await writer.finish(within: .seconds(60))
        #expect(sink.text == text)
    }

    @Test func aPieceIsMadeOfWholeLinesAndFitsIntoAPipe() async throws {
        let (queue, sink, pieces) = (LogQueue(), Sink(), Sink())
        let line = String(repeating: "x", count: 1_499) + "\n"
        let long = String(repeating: "y", count: 4_999) + "\n"
        for text in [line, line, line, long, line] { queue.append(text, .info, to: .requests) }
        let writer = try writer(queue) { bytes in
            _ = pieces.take(Array("\(bytes.count)\n".utf8)[...])
            return sink.take(bytes)
        }
        await writer.finish(within: .seconds(60))
        #expect(pieces.lines == ["3000", "1500", "4096", "2404"])
        #expect(sink.text == line + line + line + long + line)
    }

    @Test func whereNothingCanBeWrittenItIsTriedAgainWithoutHaste() async throws {
        let (queue, sink) = (LogQueue(), Sink())
        let writer = try writer(queue) { _ in
            _ = sink.countCall()
            return nil
        }
        let start = ContinuousClock.now
        queue.append("a\n", .info, to: .requests)
        while sink.calls < 5 {
            queue.append("b\n", .info, to: .requests)
            await Task.yield()
        }
        // Of the four pauses, the first lines cut two short where they come before the thread.
        #expect(ContinuousClock.now - start >= .milliseconds(190))
        // Nor does it hold up the end.
        await writer.finish(within: .seconds(600))
    }

    @Test(.timeLimit(.minutes(10))) func theEndDoesNotWaitForAReaderThatNeverComes() async throws {
        let (queue, sink) = (LogQueue(), Sink(isShut: true))
        let writer = try writer(queue) { sink.take($0) }
        queue.append("a\n", .info, to: .requests)
        await writer.finish(within: .milliseconds(50))
        #expect(sink.text == "")
        sink.open()
    }
}
