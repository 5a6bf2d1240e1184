import Logging
import ResourceServer
import ResourceServerTestSupport
import Testing

@Suite struct RefusalLimitTests {
    private let log = RecordedLog()

    private func limit(_ linesPerSecond: Int) -> RefusalLimit {
        RefusalLimit(linesPerSecond: linesPerSecond, logger: log.logger)
    }

    private func line() throws -> RecordedLog.Line {
        try #require(log.lines.count == 1)
        return log.lines[0]
    }

    @Test(arguments: [0, 1, 100]) func soManyASecondHaveALineAndTheNextSecondHasItsOwn(linesPerSecond: Int) {
        let limit = limit(linesPerSecond)
        let start = ContinuousClock.now
        for second in 0..<3 {
            for offset in [Duration.zero, .milliseconds(999)] {
                let admitted = (0..<150).count { _ in limit.admits("a", at: start + .seconds(second) + offset) }
                #expect(admitted == (offset == .zero ? linesPerSecond : 0))
            }
        }
    }

    @Test func theOthersAreCountedByCode() throws {
        let limit = limit(2)
        for code in ["token_missing", "token_missing", "token_expired", "404", "token_expired"] {
            _ = limit.admits(code, at: .now)
        }
        limit.tell()
        #expect(try line().level == .info)
        #expect(try line().fields["refusals"]?.description == "3")
        #expect(try line().fields["codes"] == ["token_expired": .stringConvertible(2), "404": .stringConvertible(1)])
    }

    @Test func whatWasToldIsNotToldAgain() {
        let limit = limit(0)
        _ = limit.admits("a", at: .now)
        limit.tell()
        limit.tell()
        #expect(log.lines.count == 1)
    }

    @Test func withoutAnyThereIsNoLine() {
        let limit = limit(1)
        _ = limit.admits("a", at: .now)
        limit.tell()
        #expect(log.lines.isEmpty)
    }

    @Test(.timeLimit(.minutes(10))) func theLineComesByItselfAndSoDoesTheNextOne() async throws {
        let limit = limit(0)
        for count in 1...2 {
            for _ in 0..<3 { #expect(!limit.admits("a", at: .now)) }
            while log.lines.count < count { try await Task.sleep(for: .milliseconds(10)) }
        }
        for line in log.lines { #expect(line.fields["refusals"]?.description == "3") }
    }
}
