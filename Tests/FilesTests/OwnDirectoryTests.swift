import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Files

/// Whose directories and files are believed.
@Suite struct OwnDirectoryTests {
    private static let isRoot = geteuid() == 0
    private static let nobody: UInt32 = 65_534

    /// Runs `body` with the path of a directory that holds the file "a", and nothing else.
    private func withDirectory(_ body: (String) throws -> Void) throws {
        try TemporaryDirectory.with { parent in
            let path = "\(parent)/keys"
            try make(path)
            try OwnDirectory(path).write([1, 2, 3], to: "a")
            try body(path)
        }
    }

    private func make(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try setMode(0o700, of: path)
    }

    private func setMode(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func link(_ path: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    private func read(_ directory: String, _ name: String = "a", maxBytes: Int = 3) throws(FileRefusal) -> [UInt8]? {
        try OwnDirectory(directory).read(name, maxBytes: maxBytes)
    }

    /// Why the file "a" in `directory` is not read; `nil` if it is.
    private func refusal(_ directory: String) -> FileRefusal? {
        do throws(FileRefusal) {
            _ = try read(directory)
            return nil
        } catch {
            return error
        }
    }

    @Test func whatWasWrittenIsReadAndNobodyElseMayTouchIt() throws {
        try withDirectory { path in
            #expect(try read(path) == [1, 2, 3])
            #expect(try read(path, "b") == nil)
            try OwnDirectory(path).write([4], to: "a")
            #expect(try read(path) == [4])
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/a")
            #expect(attributes.integer(.posixPermissions) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["a"])
        }
    }

    @Test func theUmaskOpensNothing() async {
        // In a process of its own: the mask belongs to all threads.
        await #expect(processExitsWith: .success) {
            try TemporaryDirectory.with { path in
                umask(0)
                try OwnDirectory(path).write([1], to: "a")
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/a")
                precondition(attributes.integer(.posixPermissions) == 0o600)
            }
        }
    }

    @Test(arguments: [
        (0o700, true), (0o755, true), (0o500, true), (0o720, false), (0o770, false), (0o702, false), (0o707, false),
        (0o1777, false), (0o775, false),
    ])
    func aDirectoryThatOthersMayWriteIsNeitherReadNorWritten(mode: Int, isOurs: Bool) throws {
        try withDirectory { path in
            try setMode(mode, of: path)
            defer { try? setMode(0o700, of: path) }
            let expected = FileRefusal.notOnlyOurs(path: path, owner: geteuid(), mode: UInt32(mode))
            #expect(refusal(path) == (isOurs ? nil : expected))
            guard !isOurs else { return }
            #expect(throws: expected) { try OwnDirectory(path).write([4], to: "b") }
            #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["a"])
        }
    }

    @Test(arguments: [(0o600, true), (0o644, true), (0o620, false), (0o602, false), (0o666, false)])
    func aFileThatOthersMayWriteIsNotRead(mode: Int, isOurs: Bool) throws {
        try withDirectory { path in
            try setMode(mode, of: "\(path)/a")
            let expected = FileRefusal.notOnlyOurs(path: "\(path)/a", owner: geteuid(), mode: UInt32(mode))
            #expect(refusal(path) == (isOurs ? nil : expected))
        }
    }

    @Test(.enabled(if: isRoot, "Only root can give a file away."))
    func whatSomebodyElseOwnsIsNotRead() throws {
        try withDirectory { path in
            try FileManager.default.setAttributes([.ownerAccountID: Self.nobody], ofItemAtPath: "\(path)/a")
            #expect(refusal(path) == .notOnlyOurs(path: "\(path)/a", owner: Self.nobody, mode: 0o600))
            try FileManager.default.setAttributes([.ownerAccountID: Self.nobody], ofItemAtPath: path)
            #expect(refusal(path) == .notOnlyOurs(path: path, owner: Self.nobody, mode: 0o700))
        }
    }

    @Test func aDirectoryOfAnotherUserIsNotOurs() throws {
        // Root's, and root is somebody else to a test that is not.
        guard !Self.isRoot else { return try whatSomebodyElseOwnsIsNotRead() }
        #expect(refusal("/usr")?.description.hasPrefix("/usr belongs to user 0 and has mode 0755: ") == true)
    }

    @Test func aFileThatIsALinkIsNotFollowed() throws {
        try withDirectory { path in
            try link("\(path)/b", to: "a")
            #expect(throws: FileRefusal.notRegular) { try read(path, "b") }
            // It is replaced, and what it led to stays.
            try OwnDirectory(path).write([4], to: "b")
            #expect(try read(path) == [1, 2, 3])
            #expect(try read(path, "b") == [4])
        }
    }

    @Test func aPipeDoesNotBlock() throws {
        try withDirectory { path in
            #expect(unsafe mkfifo("\(path)/b", 0o600) == 0)
            #expect(throws: FileRefusal.notRegular) { try read(path, "b") }
        }
    }

    @Test func aFileIsReadUpToItsLimit() throws {
        try withDirectory { path in
            #expect(throws: FileRefusal.tooLong(maxBytes: 2)) { try read(path, maxBytes: 2) }
        }
    }

    /// As systemd does it for `CacheDirectory=` with `DynamicUser=`.
    @Test(arguments: ["private/keys", "../links/private/keys", "ROOT/links/private/keys", "./private/../private/keys"])
    func linksOnTheWayThatAreOursAreFollowed(target: String) throws {
        try TemporaryDirectory.with { root in
            try make("\(root)/links/private/keys")
            try link("\(root)/links/cache", to: target.replacing("ROOT", with: root))
            try OwnDirectory("\(root)/links/cache").write([7], to: "a")
            #expect(try read("\(root)/links/cache") == [7])
            #expect(try read("\(root)/links/private/keys") == [7])
            #expect(try read("\(root)/links/cache/./") == [7])
        }
    }

    @Test(.enabled(if: isRoot, "Only root can give a link away."))
    func aLinkOfSomebodyElseIsNotFollowed() throws {
        try withDirectory { path in
            for (name, target) in [("mine", "theirs"), ("theirs", path)] { try link("\(path)/../\(name)", to: target) }
            #expect(try read("\(path)/../mine") == [1, 2, 3])
            #expect(unsafe lchown("\(path)/../theirs", Self.nobody, Self.nobody) == 0)
            // A link of ours that leads to it is no better.
            for name in ["mine", "theirs"] {
                let expected = FileRefusal.foreignLink(path: "\(path)/../theirs", owner: Self.nobody)
                #expect(refusal("\(path)/../\(name)") == expected)
            }
        }
    }

    @Test func linksInARingEnd() throws {
        try TemporaryDirectory.with { root in
            try link("\(root)/one", to: "two")
            try link("\(root)/two", to: "one")
            #expect(refusal("\(root)/one")?.description == "Too many levels of symbolic links")
        }
    }

    @Test func whatIsNoDirectoryIsRefused() throws {
        try withDirectory { path in
            #expect(refusal("\(path)/a")?.description == "Not a directory")
            #expect(refusal("\(path)/missing") == .missing)
        }
    }

    @Test func aRefusalSaysWhichPathWhoseAndWhatIsExpected() {
        let description = FileRefusal.notOnlyOurs(path: "/var/cache/x", owner: 7, mode: 0o20).description
        let words = "expected user \(geteuid()), as whom this runs, and no write permission for group and others"
        #expect(description == "/var/cache/x belongs to user 7 and has mode 0020: \(words)")
        #expect(
            FileRefusal.foreignLink(path: "/x", owner: 7).description.hasPrefix("/x is a link of user 7: expected ")
        )
    }
}
