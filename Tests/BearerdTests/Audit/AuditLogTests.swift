import Files
import FoundationEssentials
import HTTP
import HTTPTypes
import JOSE
import Logging
import OAuth
import ResourceServer
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import bearerd

/// A sink that takes nothing while it is shut.
private final class Gate: AuditSink {
    private let state = Mutex(State())

    private struct State {
        var isShut = false
        var text = ""
        var tries = 0
    }

    var text: String { state.withLock(\.text) }
    var tries: Int { state.withLock(\.tries) }
    var lines: [JSONObject] {
        text.split(separator: "\n").compactMap { try? JSONObject(parsing: Array($0.utf8)) }
    }

    func shut(_ isShut: Bool) { state.withLock { $0.isShut = isShut } }

    func take(_ lines: ArraySlice<UInt8>) throws(Errno) -> Int {
        let isTaken = state.withLock { state in
            state.tries += 1
            if !state.isShut { state.text += String(decoding: lines, as: UTF8.self) }
            return !state.isShut
        }
        guard isTaken else { throw .noSpace }
        return lines.count
    }

    func reopen() throws(FileRefusal) { throw .missing }
}

@Suite struct AuditLogTests {
    private let lines = LogLines()
    private let gate = Gate()

    private func record(_ count: Int, _ audit: AuditLog) {
        for number in 0..<count {
            audit.record(.allowed(nil), Request(target: "/\(number)"), Response(status: .ok))
        }
    }

    private func messages() throws -> [JSONObject] {
        try lines.all.map { try JSONObject(parsing: Array($0.utf8.dropLast())) }
    }

    @Test func everyDecisionIsOneLineInItsOrder() async throws {
        let audit = AuditLog(gate, logger: lines.logger())
        try audit.start()
        record(5_000, audit)
        await audit.finish()
        #expect(gate.lines.map { $0["path"] } == (0..<5_000).map { .string("/\($0)") })
        #expect(lines.all == [])
    }

    @Test(.timeLimit(.minutes(10))) func linesWaitForADiskThatIsFullAndWhatFindsNoRoomIsTold() async throws {
        gate.shut(true)
        let audit = AuditLog(gate, logger: lines.logger(), room: 8_192)
        try audit.start()
        record(1, audit)
        while gate.tries == 0 { try await Task.sleep(for: .milliseconds(1)) }
        record(1_000, audit)
        gate.shut(false)
        await audit.finish()
        let written = gate.lines
        let missing = written.filter { $0["verdict"] == "missing" }
        let told = missing.compactMap { $0["lines"]?.integerValue }.reduce(0, +)
        #expect(told > 0)
        #expect(written.count - missing.count + Int(told) == 1_001)
        #expect(audit.queue.dropped.values.reduce(0, +) == Int(told))
        #expect(missing.allSatisfy { $0["from"] != nil && $0["to"] != nil })
        let said = try messages()
        #expect(
            Set(said.map { $0["message"]?.stringValue }) == [
                "audit lines cannot be written, and wait",
                "audit lines are dropped: nobody takes them as fast as they come",
                "audit lines are written again",
            ]
        )
        #expect(said.count { $0["level"] == "error" } == 2)
        #expect(said.allSatisfy { $0["setting"] == "AUDIT_LOG" })
        #expect(said.count == 3)
    }

    @Test(.timeLimit(.minutes(10))) func whatIsLostAtTheEndIsTold() async throws {
        gate.shut(true)
        let audit = AuditLog(gate, logger: lines.logger())
        try audit.start()
        record(3, audit)
        await audit.finish()
        let lost = try messages().filter { $0["message"]?.stringValue?.contains("lost") == true }
        #expect(lost.compactMap { $0["lines"]?.integerValue }.reduce(0, +) == 3)
        #expect(gate.text == "")
    }

    @Test func whatCannotBeReopenedIsTold() throws {
        let audit = AuditLog(gate, logger: lines.logger())
        audit.reopen()
        let line = try lines.only()
        #expect(line["level"] == "error")
        #expect(line["reason"] == "No such file or directory")
    }

    @Test func theAccessLogRecordsDecisionsAndNothingElse() async throws {
        let audit = AuditLog(gate, logger: lines.logger())
        try audit.start()
        var log = lines.accessLog(.critical)
        log.audit = audit
        let decisions: [AccessDecision] = [
            .allowed(nil), .refused(Refusal(.tokenExpired)), .observed(Refusal(.tokenMissing), nil), .misconfigured,
        ]
        for decision in decisions {
            log.log(Request(target: "/"), Response(status: .ok, context: decision), since: .now)
        }
        log.log(Request(target: "/"), .notFound, since: .now)
        await audit.finish()
        #expect(gate.lines.map { $0["verdict"] } == ["allowed", "refused", "observed", "misconfigured"])
    }
}
