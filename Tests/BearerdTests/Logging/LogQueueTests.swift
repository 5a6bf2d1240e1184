import Logging
import Testing

@testable import bearerd

@Suite struct LogQueueTests {
    private func text(_ batch: LogQueue.Batch?) -> String? {
        batch.map { String(decoding: $0.lines, as: UTF8.self) }
    }

    @Test func linesOfBothRoomsComeInTheOrderInWhichTheyWereAdded() {
        let queue = LogQueue()
        queue.append("1\n", .info, to: .requests)
        queue.append("2\n", .warning, to: .events)
        queue.append("3\n", .info, to: .requests)
        #expect(text(queue.next()) == "1\n2\n3\n")
    }

    @Test func whatFindsNoRoomIsCountedByItsLevel() throws {
        let queue = LogQueue(requests: 8, events: 4)
        for _ in 0..<5 { queue.append("abc\n", .info, to: .requests) }
        queue.append("abc\n", .debug, to: .requests)
        let batch = try #require(queue.next())
        #expect(text(batch) == "abc\nabc\n")
        #expect(batch.missing.metadata.mapValues(\.description) == ["lines": "4", "info": "3", "debug": "1"])
        // Those of all batches.
        for _ in 0..<3 { queue.append("abc\n", .info, to: .requests) }
        _ = queue.next()
        #expect(queue.dropped.filter { $0.value > 0 } == [.info: 4, .debug: 1])
        #expect(Set(queue.dropped.keys) == Set(Logger.Level.allCases))
    }

    @Test func refusalsTakeNoRoomFromWhatAnOperatorMustSee() throws {
        let queue = LogQueue(requests: 8, events: 8)
        for _ in 0..<100 { queue.append("abc\n", .info, to: .requests) }
        queue.append("key\n", .warning, to: .events)
        queue.append("key\n", .error, to: .events)
        let batch = try #require(queue.next())
        #expect(text(batch) == "abc\nabc\nkey\nkey\n")
        #expect(batch.missing.metadata["lines"]?.description == "98")
        #expect(batch.missing.metadata["warning"] == nil)
    }

    @Test func aLineThatIsLongerThanItsRoomIsCountedWhole() throws {
        let queue = LogQueue(requests: 8, events: 8)
        queue.append("123456789\n", .info, to: .requests)
        let batch = try #require(queue.next())
        #expect(batch.lines.isEmpty)
        #expect(batch.missing.metadata["lines"]?.description == "1")
    }

    @Test func thereIsRoomAgainOnceLinesWereTaken() throws {
        let queue = LogQueue(requests: 4, events: 4)
        for _ in 0..<3 {
            queue.append("abc\n", .info, to: .requests)
            let batch = try #require(queue.next())
            #expect(text(batch) == "abc\n")
            #expect(batch.missing.isEmpty)
        }
    }

    @Test func onceStoppedItGivesWhatIsLeftAndThenNothing() {
        let queue = LogQueue(requests: 4, events: 4)
        queue.append("abc\n", .info, to: .requests)
        queue.stop()
        queue.append("def\n", .notice, to: .events)
        #expect(text(queue.next()) == "abc\ndef\n")
        #expect(queue.next() == nil)
    }
}
