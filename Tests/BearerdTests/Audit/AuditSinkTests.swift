import FastCGI
import Files
import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

@testable import bearerd

@Suite struct AuditSinkTests {
    private func take(_ sink: some AuditSink, _ text: String) throws -> Int {
        try sink.take(Array(text.utf8)[...])
    }

    @Test func aFileIsReopenedByItsNameAndKeptWhereThatCannotBe() throws {
        try TemporaryDirectory.with { folder in
            let path = "\(folder)/logs/audit.log"
            try FileManager.default.createDirectory(atPath: "\(folder)/logs", withIntermediateDirectories: false)
            let sink = try AuditFile(path)
            #expect(try take(sink, "1\n") == 2)
            try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
            #expect(try take(sink, "2\n") == 2)
            try sink.reopen()
            #expect(try take(sink, "3\n") == 2)
            #expect(try String(contentsOfFile: path + ".1", encoding: .utf8) == "1\n2\n")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "3\n")

            try FileManager.default.moveItem(atPath: "\(folder)/logs", toPath: "\(folder)/gone")
            #expect(throws: FileRefusal.missing) { try sink.reopen() }
            #expect(try take(sink, "4\n") == 2)
            #expect(try String(contentsOfFile: "\(folder)/gone/audit.log", encoding: .utf8) == "3\n4\n")
        }
    }

    @Test func journaldIsGivenOneEntryForEachLine() throws {
        try TemporaryDirectory.with { folder in
            let path = "\(folder)/journal"
            #expect(throws: FileRefusal.missing) { try AuditJournal(path: path) }
            let journal = try DatagramReceiver(path: path)
            let sink = try AuditJournal(path: path)
            #expect(try take(sink, "{\"a\":1}\n{\"b\":2}\n") == 8)
            #expect(try take(sink, "{\"b\":2}\n") == 8)
            let head = "SYSLOG_IDENTIFIER=bearerd-audit\nPRIORITY=6\nMESSAGE="
            #expect(journal.receive() == head + "{\"a\":1}\n")
            #expect(journal.receive() == head + "{\"b\":2}\n")
        }
    }

    /// The socket never waits: the writer does, and lines with it.
    @Test func aJournalThatDoesNotReadTakesNoMore() throws {
        try TemporaryDirectory.with { folder in
            let journal = try DatagramReceiver(path: "\(folder)/journal")
            let sink = try AuditJournal(path: "\(folder)/journal")
            var taken = 0
            var reason: Errno?
            while taken < 100_000, reason == nil {
                do throws(Errno) {
                    _ = try sink.take(Array("{}\n".utf8)[...])
                    taken += 1
                } catch {
                    reason = error
                }
            }
            #expect(reason == .wouldBlock)
            _ = journal.receive()
            #expect(try take(sink, "{}\n") == 3)
        }
    }

    @Test(arguments: ["", "journald", "audit.log", "./a", "/var/log/", "Journal"])
    func whatIsNeitherJournalNorAFilesAbsolutePathIsRefused(text: String) {
        #expect(AuditTarget(text) == nil)
        #expect(AuditTarget("journal") == .journal)
        #expect(AuditTarget("/var/log/bearerd/audit.log") == .file("/var/log/bearerd/audit.log"))
    }
}
