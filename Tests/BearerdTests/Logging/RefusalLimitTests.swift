import JOSE
import Logging
import Testing

@testable import bearerd

@Suite struct RefusalLimitTests {
    private let lines = LogLines()

    private func limit(_ linesPerSecond: Int) -> RefusalLimit {
        RefusalLimit(linesPerSecond: linesPerSecond, logger: lines.logger())
    }

    private func line() throws -> JSONObject {
        try #require(lines.all.count == 1)
        return try JSONObject(parsing: Array(lines.all[0].utf8.dropLast()))
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
        #expect(try line()["level"] == "info")
        #expect(try line()["refusals"] == 3)
        #expect(try line()["codes"] == ["token_expired": 2, "404": 1])
    }

    @Test func whatWasToldIsNotToldAgain() {
        let limit = limit(0)
        _ = limit.admits("a", at: .now)
        limit.tell()
        limit.tell()
        #expect(lines.all.count == 1)
    }

    @Test func withoutAnyThereIsNoLine() {
        let limit = limit(1)
        _ = limit.admits("a", at: .now)
        limit.tell()
        #expect(lines.all.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func theLineComesByItselfAndSoDoesTheNextOne() async throws {
        let limit = limit(0)
        for count in 1...2 {
            for _ in 0..<3 { #expect(!limit.admits("a", at: .now)) }
            while lines.all.count < count { try await Task.sleep(for: .milliseconds(10)) }
        }
        for line in lines.all { #expect(try JSONObject(parsing: Array(line.utf8.dropLast()))["refusals"] == 3) }
    }
}
