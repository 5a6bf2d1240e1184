import FoundationEssentials
import Testing

@testable import bearerd

@Suite struct SmallFileTests {
    @Test func aFileIsReadWhole() throws {
        try TemporaryFile.with("content\n") { path in #expect(SmallFile.read(path) == Array("content\n".utf8)) }
        try TemporaryFile.with("") { path in #expect(SmallFile.read(path) == []) }
    }

    @Test func aFileBeyondTheLimitIsNotRead() throws {
        try TemporaryFile.with("12345") { path in
            #expect(SmallFile.read(path, limit: 5) != nil)
            #expect(SmallFile.read(path, limit: 4) == nil)
        }
    }

    @Test(arguments: ["/nowhere", "/tmp", "/dev/zero", ""]) func whatIsNoRegularFileIsNotRead(path: String) {
        #expect(SmallFile.read(path) == nil)
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

    @Test func aFileThatIsNotThereIsReadableByNobody() {
        #expect(!SmallFile.isReadableByEveryone("/nowhere"))
    }
}
