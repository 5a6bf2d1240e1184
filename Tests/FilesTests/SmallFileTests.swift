import FoundationEssentials
import TestSupport
import Testing

@testable import Files

@Suite struct SmallFileTests {
    @Test func aFileIsReadWhole() throws {
        try TemporaryFile.with("content\n") { path in #expect(SmallFile.read(path) == Array("content\n".utf8)) }
        try TemporaryFile.with("") { path in #expect(SmallFile.read(path) == []) }
    }

    @Test func aFileBeyondTheLimitIsNotRead() throws {
        try TemporaryFile.with("12345") { path in
            #expect(SmallFile.read(path, limit: 5) != nil)
            #expect(SmallFile.read(path, limit: 4) == nil)
            let failure = #expect(throws: FileRefusal.self) { try SmallFile.content(of: path, limit: 4) }
            #expect(failure?.phrase == "longer than 4 bytes")
        }
    }

    @Test(arguments: ["/nowhere", "/tmp", "/dev/zero", ""]) func whatIsNoRegularFileIsNotRead(path: String) {
        #expect(SmallFile.read(path) == nil)
    }

    @Test(arguments: [
        ("/nowhere", "No such file or directory"), ("/dev/null/x", "Not a directory"), ("/tmp", "not a regular file"),
        ("/dev/zero", "not a regular file"),
    ])
    func whyAFileIsNotReadIsTold(path: String, reason: String) {
        let failure = #expect(throws: FileRefusal.self) { try SmallFile.content(of: path) }
        #expect(failure?.phrase == reason)
    }

    @Test func whatWouldNotBeReadIsRefusedUnread() throws {
        try TemporaryFile.with("12345") { path in
            #expect((try? SmallFile.check(path, limit: 5)) == false)
            #expect(throws: FileRefusal.tooLong(maxBytes: 4)) { try SmallFile.check(path, limit: 4) }
        }
        for path in ["/nowhere", "/tmp", "/dev/zero", ""] {
            #expect(throws: FileRefusal.self, "\(path)") { try SmallFile.check(path) }
        }
    }

    @Test func whatIsThereExists() {
        #expect(SmallFile.exists("/tmp"))
        #expect(!SmallFile.exists("/nowhere"))
    }

    @Test(arguments: [(0o600, false), (0o640, false), (0o660, false), (0o604, true), (0o644, true), (0o602, false)])
    func permissionsForEverybodyAreSeen(mode: Int, isReadable: Bool) throws {
        try TemporaryFile.with("x", mode: mode) { path in
            #expect(SmallFile.isReadableByEveryone(path) == isReadable)
            let link = path + ".link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
            defer { try? FileManager.default.removeItem(atPath: link) }
            #expect(SmallFile.isReadableByEveryone(link) == isReadable)
            #expect(SmallFile.read(link) == [UInt8(ascii: "x")])
        }
    }

    @Test(arguments: [(0o600, false), (0o644, false), (0o755, false), (0o620, true), (0o602, true), (0o666, true)])
    func permissionsForOthersToWriteAreSeen(mode: Int, isWritable: Bool) throws {
        try TemporaryFile.with("x", mode: mode) { path in
            #expect(SmallFile.isWritableByOthers(path) == isWritable)
            #expect((try? SmallFile.check(path)) == isWritable)
        }
    }

    @Test func aFileThatIsNotThereIsReadableByNobody() {
        #expect(!SmallFile.isWritableByOthers("/nowhere"))
        #expect(!SmallFile.isReadableByEveryone("/nowhere"))
    }
}
