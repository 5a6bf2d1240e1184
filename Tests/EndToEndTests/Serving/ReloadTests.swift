import Foundation
import Glibc
import Testing

/// SIGHUP, with the settings in a file.
@Suite("Reloading")
struct ReloadTests {
    @Test("an audience that is removed refuses a remembered token at once, and one that comes back lets it through")
    func audience() async throws {
        try await withReloadable { bearerd in
            let token = try await bearerd.deployment.token()
            for _ in 0..<2 { #expect(try await bearerd.get(token).status == 200) }
            try await bearerd.reload(["AUTH0_AUDIENCE": "other"])
            #expect(try await bearerd.get(token).members["error_code"] == "invalid_audience")
            try await bearerd.reload()
            #expect(try await bearerd.get(token).status == 200)
        }
    }

    @Test(
        "a mistake keeps what is in use, and the log says which it is",
        arguments: [
            ("CLOCK_SKEW=never", ["CLOCK_SKEW", "never"]), ("REALM=\"open", [":4"]),
            ("ISSUERS_FILE=/nowhere/at/all", ["ISSUERS_FILE", "/nowhere/at/all"]),
        ]
    )
    func mistake(line: String, words: [String]) async throws {
        try await withReloadable { bearerd in
            let token = try await bearerd.deployment.token()
            try await bearerd.reload(["AUTH0_AUDIENCE": "other"], furtherLine: line, expecting: "cannot be read anew")
            #expect(try await bearerd.get(token).status == 200)
            let mistakes = try bearerd.lines("cannot be read anew")
            #expect(mistakes.count == 1)
            #expect(mistakes.first?["level"] == "error")
            for word in words { #expect(mistakes.first?["mistake"]?.contains(word) == true, "\(word)") }
        }
    }

    @Test("a proof that was used before is a replay afterwards")
    func usedProof() async throws {
        try await withReloadable { bearerd in
            let client = try await DPoPClient(bearerd.deployment)
            let token = try await client.token()
            let fields = client.fields(token, proofs: try await client.proof(for: token))
            let http = bearerd.deployment.http
            #expect(try await http.send("GET", "/api/private", fields: fields).status == 200)
            try await bearerd.reload(["DPOP_MODE": "required"])
            let answer = try await http.send("GET", "/api/private", fields: fields)
            #expect(answer.members["error_code"] == "dpop_proof_replayed")
            #expect(try await bearerd.get(token).members["error_code"] == "bearer_not_allowed")
        }
    }

    @Test("an issuer that was added is served, and one that was removed is a stranger")
    func issuers() async throws {
        try await withReloadable { bearerd in
            let issuer = "https://new.example/"
            let token = try await bearerd.deployment.token("--issuer", issuer)
            #expect(try await bearerd.get(token).members["error_code"] == "invalid_issuer")
            let folder = bearerd.deployment.folder
            let entry = """
                [{"issuer":"\(issuer)","audiences":["\(Deployment.audience)"],"jwks_file":"\(folder)/keys.json"}]
                """
            try entry.write(toFile: "\(folder)/issuers.json", atomically: true, encoding: .utf8)
            try await bearerd.reload(["ISSUERS_FILE": "\(folder)/issuers.json"])
            #expect(try await bearerd.get(token).status == 200)
            try await bearerd.reload()
            #expect(try await bearerd.get(token).members["error_code"] == "invalid_issuer")
        }
    }

    @Test("what takes a restart is named, with both values, and the rest is in use")
    func restartNeeded() async throws {
        try await withReloadable { bearerd in
            try await bearerd.reload(["FASTCGI_WORKERS": "3", "LOG_FORMAT": "text", "REALM": "other"])
            let lines = try bearerd.lines("takes a restart")
            #expect(lines.map { $0["setting"] } == ["FASTCGI_WORKERS", "LOG_FORMAT"])
            #expect(lines.last?["in_use"] == "json")
            #expect(lines.last?["in_file"] == "text")
            let answer = try await bearerd.deployment.http.send("GET", "/api/private")
            #expect(answer.challenges("Bearer").first?["realm"] == "other")
        }
    }

    @Test("how much is logged changes, too")
    func logLevel() async throws {
        try await withReloadable { bearerd in
            let http = bearerd.deployment.http
            _ = try await http.send("GET", "/api/public?1")
            try await bearerd.reload(["LOG_LEVEL": "debug"])
            _ = try await http.send("GET", "/api/public?2")
            try await waitUntil("it is in the log") { try bearerd.deployment.logLines(path: "/api/public").count == 1 }
            try await bearerd.reload(["REFUSALS_LOGGED": "0"])
            _ = try await http.send("GET", "/api/private")
            _ = try await bearerd.deployment.log(with: "refusals not logged")
            #expect(try bearerd.deployment.logLines(path: "/api/private").isEmpty)
        }
    }

    /// `make reloads` has a thousand.
    private static let reloads = ProcessInfo.processInfo.environment["RELOADS"].flatMap(Int.init) ?? 250

    @Test("reloads under load fail no request and leave nothing behind")
    func load() async throws {
        try await withTemporaryFolder { folder in
            let path = "\(folder)/notify.sock"
            let manager = try LocalSocket.datagramListener(path: path)
            try await withReloadable(["NOTIFY_SOCKET": path]) { bearerd in
                try await expect("READY=1", manager)
                let token = try await bearerd.deployment.token()
                let load = RequestLoad()
                async let clients: Void = load.run(clients: 8) { try await bearerd.get(token) }
                try await reload(bearerd, manager, times: 100)
                let before = try bearerd.usage()
                try await reload(bearerd, manager, times: Self.reloads - 100)
                let after = try bearerd.usage()
                load.end()
                try await clients
                #expect(load.statuses == [200])
                #expect(load.count > Self.reloads)
                #expect(after.descriptors <= before.descriptors + 16)
                #expect(after.bytes < before.bytes + 16 << 20)
                #expect(try bearerd.lines("settings read anew").count == Self.reloads)
            }
        }
    }

    private func reload(_ bearerd: ReloadableBearerd, _ manager: LocalSocket, times: Int) async throws {
        for _ in 0..<times {
            bearerd.deployment.bearerd.send(SIGHUP)
            try await expect("RELOADING=1", manager)
            try await expect("READY=1", manager)
        }
    }

    private func expect(_ word: String, _ manager: LocalSocket) async throws {
        let words = String(decoding: try await blocking { try manager.receive() }, as: UTF8.self)
        try #require(words.split(separator: "\n").contains(Substring(word)))
    }

    private func withReloadable(
        _ environment: [String: String] = [:],
        _ body: (ReloadableBearerd) async throws -> Void
    ) async throws {
        var configuration = DeploymentConfiguration(settings: environment)
        configuration.settings.merge(["ISSUERS": "", "AUTH0_AUDIENCE": ""]) { $1 }
        let port = try LocalSocket.freePort()
        configuration.port = port
        configuration.prepare = { folder, keys in
            try ReloadableBearerd.write([:], port, folder)
            try keys.write(toFile: "\(folder)/keys.json", atomically: true, encoding: .utf8)
        }
        try await withDeployment(configuration) { try await body(ReloadableBearerd(deployment: $0)) }
    }
}

/// One that has its issuer and audience from a file.
private struct ReloadableBearerd {
    let deployment: Deployment

    static func write(_ settings: [String: String], _ port: UInt16, _ folder: String, line: String = "") throws {
        let standard = ["ISSUERS": "http://127.0.0.1:\(port)/", "AUTH0_AUDIENCE": Deployment.audience]
        let lines = standard.merging(settings) { $1 }.map { "\($0.key)=\($0.value)" }
        let text = "# three lines, and perhaps more\n" + (lines.sorted().reversed() + [line]).joined(separator: "\n")
        try text.write(toFile: "\(folder)/.env", atomically: true, encoding: .utf8)
    }

    func get(_ token: String) async throws -> HTTPAnswer { try await deployment.http.get("/api/private", token: token) }

    /// Has it read these settings, beside issuer and audience, and waits for the line that says what has become of it.
    func reload(
        _ settings: [String: String] = [:],
        furtherLine: String = "",
        expecting message: String = "settings read anew"
    ) async throws {
        try Self.write(settings, deployment.port, deployment.folder, line: furtherLine)
        let before = try lines(message).count
        deployment.bearerd.send(SIGHUP)
        try await waitUntil("it has read them") { try lines(message).count > before }
    }

    /// The lines of the log with these words.
    func lines(_ words: String) throws -> [LogLine] {
        try deployment.log().split(separator: "\n").filter { $0.contains(words) }.map { try LogLine($0) }
    }

    /// What the process holds now.
    func usage() throws -> (descriptors: Int, bytes: Int) {
        let folder = "/proc/\(deployment.bearerd.processIdentifier)"
        let status = try String(contentsOfFile: "\(folder)/status", encoding: .utf8)
        let kibibytes = try #require(status.firstMatch(of: /\nVmRSS:\s*([0-9]+) kB/)).1
        let descriptors = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/fd").count
        return (descriptors, try #require(Int(kibibytes)) << 10)
    }
}
