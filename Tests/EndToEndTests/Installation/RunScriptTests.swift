import Foundation
import Glibc
import Testing

/// What `make run` starts, without the build before it.
@Suite("make run")
struct RunScriptTests {
    @Test("its curl lines work as pasted, and a signal leaves nothing behind", arguments: [SIGINT, SIGTERM])
    func curlLines(signal: Int32) async throws {
        try await withTemporaryFolder { folder in
            let run = MakeRun(port: try LocalSocket.freePort())
            let log = "\(folder)/log"
            let ending = try await run.program.running(log: log, endsByItself: true) { process in
                let statuses: [String]
                do {
                    try await waitUntil("it is ready") { try text(log).contains("Ctrl-C") }
                    #expect(try text(log).contains("\n    \(run.origin)/\n"))
                    statuses = try await pasteCurlLines(of: text(log))
                } catch {
                    process.send(signal)
                    throw error
                }
                #expect(statuses == ["200", "401", "200", "200", "403", "200", "200"])
                process.send(signal)
            }.ending
            #expect(ending == .exited(0))
            #expect(try run.remains() == [])
            #expect((try? LocalSocket(port: run.port)) == nil)
        }
    }

    @Test("with REDIS=1 there is a Redis, whose lines work as pasted, and that ends with the rest")
    func redis() async throws {
        try await withTemporaryFolder { folder in
            let run = MakeRun(port: try LocalSocket.freePort(), environment: ["REDIS": "1"])
            let log = "\(folder)/log"
            let ending = try await run.program.running(log: log) { _ in
                try await waitUntil("it is ready") { try text(log).contains("Ctrl-C") }
                let said = try text(log)
                let lines = said.replacing("\\\n", with: "").split(separator: "\n")
                let deny = try #require(lines.first { $0.contains("/bearerd\" deny ") }, "\(said)")
                let token = try #require(said.firstMatch(of: /Bearer ([^']+)'/)?.1)
                let http = HTTPClient(port: run.port)
                #expect(try await http.get("/api/private", token: String(token)).status == 200)
                let result = try await Program(command: ["sh", "-c", String(deny)]).run()
                #expect(result.ending == .exited(0), "\(result.error)")
                try await waitUntil("it is refused") {
                    try await http.get("/api/private", token: String(token)).members["error_code"] == "token_revoked"
                }
            }.ending
            #expect(ending == .exited(0))
            #expect(try run.remains() == [])
        }
    }

    @Test("a port in use ends it with a clear message")
    func portInUse() async throws {
        try await withTemporaryFolder { folder in
            let (listener, port) = try LocalSocket.silentListener()
            let run = MakeRun(port: port)
            let result = try await run.program.run()
            #expect(result.ending == .exited(1))
            #expect(result.error.contains("port \(port) is in use"))
            #expect(try run.remains() == [])
            withExtendedLifetime(listener) {}
        }
    }

    @Test("a part that fails ends the whole, with a clear message")
    func failingPart() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/bin", withIntermediateDirectories: false)
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/bin/token-issuer",
                withDestinationPath: Project.tokenIssuer
            )
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/bin/bearerd",
                withDestinationPath: "/bin/false"
            )
            let run = MakeRun(port: try LocalSocket.freePort())
            var program = run.program
            program.command[1] = "\(folder)/bin"
            let result = try await program.run()
            #expect(result.ending == .exited(1))
            #expect(result.error.contains("run: "))
            #expect(try run.remains() == [])
        }
    }

    /// The status of each printed command, run by a shell.
    private func pasteCurlLines(of text: String) async throws -> [String] {
        let joined = text.replacing("\\\n", with: "")
        var statuses: [String] = []
        for line in joined.split(separator: "\n") where line.hasPrefix("curl ") {
            let command = line + " -s -o /dev/null -w '%{http_code}'"
            statuses.append(try await Program(command: ["sh", "-c", String(command)]).run().output)
        }
        return statuses
    }

    private func text(_ file: String) throws -> String {
        try String(contentsOfFile: file, encoding: .utf8)
    }
}
