import Files
import FoundationEssentials
import OAuth
import SystemPackage
import TestSupport
import Testing

@testable import bearerd

@Suite struct DenyFileTests {
    private let line = #"{"iss":"https://a.example/","sub":"alice"}"#

    private func mistake(_ path: String) -> String? {
        do throws(DenyFile.Mistake) {
            _ = try DenyFile(path)
            return nil
        } catch {
            return error.description
        }
    }

    private func write(_ text: String, _ path: String, inPlace: Bool = false) throws {
        try text.write(toFile: path, atomically: !inPlace, encoding: .utf8)
    }

    private func entries(_ event: DenyFile.Event?) -> Int? {
        if case .read(let entries) = event { entries } else { nil }
    }

    private func reason(_ event: DenyFile.Event?) -> String? {
        if case .unreadable(let reason) = event { reason } else { nil }
    }

    @Test func itsLinesAreEntriesAndEmptyOnesAreNot() throws {
        try TemporaryDirectory.with { folder in
            try write("", "\(folder)/empty")
            #expect(try DenyFile("\(folder)/empty").list.count == 0)
            try write("\n\(line)\n\n\(line.replacing("alice", with: "bob"))", "\(folder)/two")
            #expect(try DenyFile("\(folder)/two").list.count == 2)
        }
    }

    @Test func aFileThatIsNoneSaysWhere() throws {
        try TemporaryDirectory.with { folder in
            #expect(mistake("\(folder)/none") == "No such file or directory")
            #expect(mistake(folder) == "not a regular file")
            try write("\(line)\n{\n", "\(folder)/broken")
            #expect(mistake("\(folder)/broken")?.hasPrefix("line 2 is no entry: not a JSON object") == true)
        }
    }

    @Test func whatReplacesItCountsAtTheNextLook() throws {
        try TemporaryDirectory.with { folder in
            let path = "\(folder)/deny"
            try write("", path)
            let file = try DenyFile(path)
            #expect(file.look() == nil)
            try write(line, path)
            #expect(entries(file.look()) == 1)
            #expect(file.list.count == 1)
            #expect(file.look() == nil)
        }
    }

    @Test func whatIsWrittenInPlaceCountsOnceItHasComeToRest() throws {
        try TemporaryDirectory.with { folder in
            let path = "\(folder)/deny"
            try write("\(line)\n", path, inPlace: true)
            let file = try DenyFile(path)
            // As a shell does with >: it is empty for a moment.
            let handle = try FileDescriptor.open(FilePath(path), .writeOnly, options: .truncate)
            defer { try? handle.close() }
            #expect(file.look() == nil)
            #expect(file.list.count == 1)
            try handle.writeAll(Array("\(line)\n\(line.replacing("alice", with: "bob"))\n".utf8))
            #expect(file.look() == nil)
            #expect(entries(file.look()) == 2)
        }
    }

    @Test func aFileThatDoesNotParseOrIsGoneChangesNothingAndIsToldOnce() throws {
        try TemporaryDirectory.with { folder in
            let path = "\(folder)/deny"
            try write(line, path)
            let file = try DenyFile(path)
            try write("{", path)
            #expect(reason(file.look())?.hasPrefix("line 1 is no entry") == true)
            #expect(file.look() == nil)
            #expect(file.list.count == 1)
            #expect(file.failure != nil)
            try FileManager.default.removeItem(atPath: path)
            #expect(reason(file.look()) == "No such file or directory")
            #expect(file.list.count == 1)
            try write("", path)
            #expect(entries(file.look()) == 0)
            #expect(file.failure == nil)
        }
    }

    @Test func itIsLookedAtByItself() async throws {
        try await TemporaryDirectory.with { folder in
            let path = "\(folder)/deny"
            try write("", path)
            let file = try DenyFile(path)
            let (events, continuation) = AsyncStream.makeStream(of: DenyFile.Event.self)
            file.watch { continuation.yield($0) }
            try write(line, path)
            for await event in events {
                #expect(entries(event) == 1)
                break
            }
        }
    }

    @Test func aSettingThatNamesNoneSaysWhatIsWrong() {
        let refusal = SettingFixtures.refusal(["DENY_FILE": "/nowhere/at/all"])
        #expect(refusal?.contains("DENY_FILE is \"/nowhere/at/all\"") == true, "\(refusal ?? "")")
        #expect(refusal?.contains("No such file or directory") == true)
    }
}
