import FoundationEssentials
import JOSE
import Testing

@testable import token_issuer

@Suite struct StateDirectoryTests {
    @Test("only its owner can look into it")
    func permissions() async throws {
        try await withTemporaryState { directory in
            try directory.write(["a": 1], to: "a.json")
            try directory.create(["b": 1], at: "b.json")
            #expect(try directory.mode() == 0o700)
            #expect(try directory.mode(of: "a.json") == 0o600)
            #expect(try directory.mode(of: "b.json") == 0o600)
        }
    }

    @Test("what is written is read, and what was never written is nothing")
    func readAndWrite() async throws {
        try await withTemporaryState { directory in
            #expect(try directory.read("a.json") == nil)
            try directory.write(["a": 1], to: "a.json")
            try directory.write(["a": 2], to: "a.json")
            #expect(try directory.read("a.json") == ["a": 2])
        }
    }

    @Test("of two processes that make a file, the first wins, and no draft stays behind")
    func create() async throws {
        try await withTemporaryState { directory in
            try directory.create(["first": true], at: "a.json")
            try directory.create(["second": true], at: "a.json")
            #expect(try directory.read("a.json") == ["first": true])
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.json"])
        }
    }

    @Test("a file that is no JSON object is an error that names it")
    func garbage() async throws {
        try await withTemporaryState { directory in
            try Data("x".utf8).write(to: URL(filePath: "\(directory.path)/a.json"))
            let error = #expect(throws: IssuerError.self) { try directory.read("a.json") }
            #expect(error?.description.contains("a.json") == true)
        }
    }

    @Test("a directory that cannot be made is an error that names it")
    func impossible() {
        let error = #expect(throws: IssuerError.self) { try StateDirectory(path: "/dev/null/state") }
        #expect(error?.description.contains("/dev/null/state") == true)
    }
}
