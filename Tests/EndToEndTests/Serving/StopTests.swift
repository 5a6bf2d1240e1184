import Foundation
import Glibc
import Testing

@Suite("Stopping, and starting again")
struct StopTests {
    @Test("SIGTERM and SIGINT end it with 0, and its socket file is gone", arguments: [SIGTERM, SIGINT])
    func signals(signal: Int32) async throws {
        try await withTemporaryFolder { folder in
            let program = bearerd(folder)
            let ending = try await program.running(log: "\(folder)/log", endsByItself: true) { process in
                try await waitForAnswer(folder)
                process.send(signal)
            }.ending
            #expect(ending == .exited(0))
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/bearerd.sock"))
            try await startsAndStops(program, folder)
        }
    }

    @Test("a request in flight is finished, within the grace")
    func finishesRequests() async throws {
        let settings = ["JWKS_TIMEOUT": "2s", "SHUTDOWN_GRACE": "1m"]
        try await withRequestInFlight(settings) { deployment, peer in
            deployment.bearerd.send(SIGTERM)
            let answer = String(decoding: try await blocking { try peer.receiveAll() }, as: UTF8.self)
            #expect(answer.contains("jwks_fetch_failed"))
        }
    }

    @Test("a request that outlasts the grace is cut off, with a line in the log")
    func cutsRequestsOff() async throws {
        let settings = ["JWKS_TIMEOUT": "60s", "SHUTDOWN_GRACE": "100ms"]
        try await withRequestInFlight(settings) { deployment, peer in
            deployment.bearerd.send(SIGTERM)
            #expect(try await blocking { try peer.receiveAll() }.isEmpty)
            try await waitUntil("it is in the log") {
                try deployment.log().split(separator: "\n").map { try LogLine($0) }.contains {
                    $0["message"]?.contains("cut off") == true && $0["requests"] == "1"
                }
            }
        }
    }

    /// The answer to the request waits for an issuer that never answers, until the fetch times out.
    private func withRequestInFlight(
        _ settings: [String: String],
        _ body: (Deployment, LocalSocket) async throws -> Void
    ) async throws {
        let (listener, port) = try LocalSocket.silentListener()
        let issuer = "http://127.0.0.1:\(port)/"
        let settings = settings.merging(["ISSUERS": issuer, "FASTCGI_WORKERS": "1"]) { $1 }
        try await withDeployment(DeploymentConfiguration(settings: settings, readiness: "/healthz")) { deployment in
            let authorization = try await "Bearer \(deployment.token("--issuer", issuer))"
            let peer = try LocalSocket(path: deployment.bearerdSocket)
            try peer.send(FastCGIRequest(target: "/api/private", authorization: authorization).records)
            // The one worker takes requests as they come: once this one is answered, the other is in flight.
            #expect(try await deployment.http.send("GET", "/healthz").status == 200)
            try await body(deployment, peer)
        }
        withExtendedLifetime(listener) {}
    }

    @Test("what it says is lines of its own, also without privileges")
    func ownLines() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
            var program = bearerd(folder)
            // Root's processes may have any priority; nobody's may not.
            if geteuid() == 0 {
                program.command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] + program.command
            }
            try await program.running(log: "\(folder)/log") { _ in
                try await waitForAnswer(folder)
                try await waitUntil("it has tried to fetch keys") {
                    try String(contentsOfFile: "\(folder)/log", encoding: .utf8).contains("could not be fetched")
                }
            }
            let lines = try String(contentsOfFile: "\(folder)/log", encoding: .utf8).split(separator: "\n")
            #expect(lines.count >= 3)
            for line in lines { #expect(throws: Never.self, "\(line)") { try LogLine(line) } }
        }
    }

    @Test("a kept connection of nginx does not hold up the end")
    func keptConnections() async throws {
        // The harness waits for 30 s before it kills, and expects an exit with 0.
        try await withDeployment(DeploymentConfiguration(settings: ["SHUTDOWN_GRACE": "5m"])) { deployment in
            for _ in 0..<4 { _ = try await deployment.http.send("GET", "/api/public") }
        }
    }

    @Test("a socket file that a dead process left is replaced")
    func deadSocketFile() async throws {
        try await withTemporaryFolder { folder in
            let program = bearerd(folder)
            try await program.running(log: "\(folder)/log", endsByItself: true) { process in
                try await waitForAnswer(folder)
                process.send(SIGKILL)
            }
            #expect(FileManager.default.fileExists(atPath: "\(folder)/bearerd.sock"))
            try await startsAndStops(program, folder)
        }
    }

    @Test("a socket file on which a live process listens stops the start with 69")
    func liveSocketFile() async throws {
        try await withTemporaryFolder { folder in
            let program = bearerd(folder)
            try await program.running(log: "\(folder)/log") { _ in
                try await waitForAnswer(folder)
                let second = try await program.run()
                #expect(second.ending == .exited(69))
                #expect(second.error.contains("bearerd.sock"))
                // The first one is still there.
                #expect((try? LocalSocket(path: "\(folder)/bearerd.sock")) != nil)
            }
        }
    }

    @Test("a file that is no socket is left alone")
    func otherFile() async throws {
        try await withTemporaryFolder { folder in
            try "keep".write(toFile: "\(folder)/bearerd.sock", atomically: false, encoding: .utf8)
            #expect(try await bearerd(folder).run().ending == .exited(69))
            #expect(try String(contentsOfFile: "\(folder)/bearerd.sock", encoding: .utf8) == "keep")
        }
    }

    @Test("the socket has the mode of the setting", arguments: ["0660", "0600"])
    func socketMode(mode: String) async throws {
        try await withTemporaryFolder { folder in
            var program = bearerd(folder)
            program.environment["FASTCGI_SOCKET_MODE"] = mode
            try await program.running(log: "\(folder)/log") { _ in
                try await waitForAnswer(folder)
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/bearerd.sock")
                let permissions = try #require(attributes[.posixPermissions] as? NSNumber)
                #expect(String(permissions.intValue, radix: 8) == String(mode.dropFirst()))
            }
        }
    }

    private func startsAndStops(_ program: Program, _ folder: String) async throws {
        let ending = try await program.running(log: "\(folder)/log") { _ in
            try await waitForAnswer(folder)
        }.ending
        #expect(ending == .exited(0))
    }

    private func waitForAnswer(_ folder: String) async throws {
        try await waitUntil("it answers") {
            let socket = try LocalSocket(path: "\(folder)/bearerd.sock")
            try socket.send(FastCGIRequest(target: "/healthz").records)
            return try !socket.receive().isEmpty
        }
    }

    private func bearerd(_ folder: String) -> Program {
        let settings = [
            "FASTCGI_LISTEN": "unix:\(folder)/bearerd.sock", "ISSUERS": "http://127.0.0.1:1/", "AUTH0_AUDIENCE": "api",
        ]
        return Program(command: [Project.bearerd, "serve"], environment: settings, folder: folder)
    }
}
