import FoundationEssentials
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Files

/// A file that lines are added to, and none that somebody else put in its place.
@Suite struct AppendedFileTests {
    private func content(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func mode(_ path: String) throws -> FilePermissions { try Stat(FilePath(path)).permissions }

    private func refusal(_ path: String) -> FileRefusal? {
        do throws(FileRefusal) {
            _ = try AppendedFile(path)
            return nil
        } catch {
            return error
        }
    }

    @Test func aFileThatIsMadeHasItsModeWhateverTheUmask() throws {
        try TemporaryDirectory.with { folder in
            try AppendedFile("\(folder)/a").append(Array("x\n".utf8)[...])
            #expect(try mode("\(folder)/a") == [.ownerReadWrite, .groupRead])
            #expect(try content("\(folder)/a") == "x\n")
        }
    }

    @Test func oneThatIsThereIsAddedToAndKeepsItsMode() throws {
        try TemporaryDirectory.with { folder in
            try "before\n".write(toFile: "\(folder)/a", atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: "\(folder)/a")
            let file = try AppendedFile("\(folder)/a")
            try file.append(Array("1\n".utf8)[...])
            try file.append(Array("2\n".utf8)[...])
            #expect(try content("\(folder)/a") == "before\n1\n2\n")
            #expect(try mode("\(folder)/a") == [.ownerReadWrite])
        }
    }

    @Test func itGoesOnInTheFileThatItOpened() throws {
        try TemporaryDirectory.with { folder in
            let file = try AppendedFile("\(folder)/a")
            try file.append(Array("1\n".utf8)[...])
            try FileManager.default.moveItem(atPath: "\(folder)/a", toPath: "\(folder)/b")
            try file.append(Array("2\n".utf8)[...])
            try AppendedFile("\(folder)/a").append(Array("3\n".utf8)[...])
            #expect(try content("\(folder)/b") == "1\n2\n")
            #expect(try content("\(folder)/a") == "3\n")
        }
    }

    @Test func aLinkInItsPlaceIsNotFollowedAndOneOnTheWayIs() throws {
        try TemporaryDirectory.with { folder in
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/a", withDestinationPath: "\(folder)/victim")
            #expect(refusal("\(folder)/a") == .notRegular)
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/victim"))
            try FileManager.default.createDirectory(atPath: "\(folder)/real", withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/logs", withDestinationPath: "\(folder)/real")
            try AppendedFile("\(folder)/logs/a").append(Array("1\n".utf8)[...])
            #expect(try content("\(folder)/real/a") == "1\n")
        }
    }

    @Test func whatIsNoFileOrNotOursIsRefused() throws {
        try TemporaryDirectory.with { folder in
            #expect(refusal("\(folder)/none/a") == .missing)
            #expect(refusal(folder) != nil)
            #expect(refusal("/dev/full") != nil)
            let result = unsafe mkfifo("\(folder)/pipe", 0o600)
            #expect(result == 0)
            #expect(refusal("\(folder)/pipe") == .notRegular)
            try "".write(toFile: "\(folder)/open", atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: "\(folder)/open")
            #expect(refusal("\(folder)/open") == .notOnlyOurs(path: "\(folder)/open", owner: geteuid(), mode: 0o666))
        }
    }

    @Test func aDiskThatIsFullTakesNothing() throws {
        let full = AppendedFile(try FileDescriptor.open(FilePath("/dev/full"), .writeOnly))
        #expect(throws: Errno.noSpace) { try full.append(Array("x\n".utf8)[...]) }
    }
}
