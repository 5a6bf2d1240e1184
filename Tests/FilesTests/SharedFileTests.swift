import FoundationEssentials
import SystemPackage
import TestSupport
import Testing

@testable import Files

/// A file that is replaced as a whole.
@Suite struct SharedFileTests {
    private func content(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    @Test func itsContentIsReplacedAndItsModeStays() throws {
        try TemporaryDirectory.with { folder in
            let path = "\(folder)/a"
            try "1".write(toFile: path, atomically: false, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: 0o604], ofItemAtPath: path)
            let before = FileStamp(of: path)
            try SharedFile(path).replace(maxBytes: 10) { ($0 ?? []) + Array("2".utf8) }
            #expect(try content(path) == "12")
            #expect(try Stat(FilePath(path)).permissions == [.ownerReadWrite, .otherRead])
            // Whole or not at all: it is another file.
            #expect(FileStamp(of: path)?.file != before?.file)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
        }
    }

    @Test func aNewOneIsReadableForItsGroupOnly() throws {
        try TemporaryDirectory.with { folder in
            try SharedFile("\(folder)/a").replace(maxBytes: 10) { content in
                #expect(content == nil)
                return Array("1".utf8)
            }
            #expect(try Stat(FilePath("\(folder)/a")).permissions == [.ownerReadWrite, .groupRead])
        }
    }

    @Test func aLinkStaysOne() throws {
        try TemporaryDirectory.with { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/b", withIntermediateDirectories: false)
            try "1".write(toFile: "\(folder)/b/real", atomically: false, encoding: .utf8)
            try FileManager.default.createSymbolicLink(atPath: "\(folder)/a", withDestinationPath: "b/real")
            try SharedFile("\(folder)/a").replace(maxBytes: 10) { _ in Array("2".utf8) }
            #expect(try content("\(folder)/b/real") == "2")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/a") == "b/real")
        }
    }

    @Test func whatIsTooLongOrRefusedStays() throws {
        struct Refused: Error {}
        try TemporaryDirectory.with { folder in
            let path = "\(folder)/a"
            try "12345".write(toFile: path, atomically: false, encoding: .utf8)
            #expect(throws: FileRefusal.tooLong(maxBytes: 4)) { try SharedFile(path).replace(maxBytes: 4) { $0 } }
            #expect(throws: Refused.self) { try SharedFile(path).replace(maxBytes: 9) { _ in throw Refused() } }
            try SharedFile(path).replace(maxBytes: 9) { _ in nil }
            #expect(try content(path) == "12345")
        }
    }

    @Test func oneWriterComesAfterAnother() async throws {
        try await TemporaryDirectory.with { folder in
            let file = try SharedFile("\(folder)/a")
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<20 { try? file.replace(maxBytes: 1_000) { ($0 ?? []) + [UInt8(ascii: "x")] } }
                    }
                }
            }
            #expect(try content("\(folder)/a").count == 160)
        }
    }

    @Test func aStampTellsThatAFileWasWritten() throws {
        try TemporaryDirectory.with { folder in
            let path = "\(folder)/a"
            #expect(FileStamp(of: path) == nil)
            try "1".write(toFile: path, atomically: false, encoding: .utf8)
            let stamp = FileStamp(of: path)
            #expect(stamp != nil)
            #expect(FileStamp(of: path) == stamp)
            let handle = try FileDescriptor.open(FilePath(path), .writeOnly)
            try handle.writeAll(Array("22".utf8))
            try handle.close()
            #expect(FileStamp(of: path) != stamp)
            #expect(FileStamp(of: path)?.file == stamp?.file)
        }
    }
}
