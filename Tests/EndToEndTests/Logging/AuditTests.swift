import Foundation
import Glibc
import Testing

/// The record of every decision, beside a log that leaves lines out.
@Suite("The audit log")
struct AuditTests {
    private static func configuration(_ settings: [String: String] = [:]) -> DeploymentConfiguration {
        var configuration = DeploymentConfiguration(settings: ["REFUSALS_LOGGED": "1"].merging(settings) { $1 })
        configuration.settingsFromFolder = { ["AUDIT_LOG": "\($0)/audit.log"] }
        return configuration
    }

    private func records(_ deployment: Deployment, _ files: String...) throws -> [LogLine] {
        try files.flatMap { file in
            try String(contentsOfFile: "\(deployment.folder)/\(file)", encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map { try LogLine($0) }
        }
    }

    @Test("every decision of a mixed run is there exactly once, as it is counted")
    func everyDecision() async throws {
        var configuration = Self.configuration()
        let guarded = try LocalSocket.freePort()
        configuration.furtherServer = """
            server {
                listen 127.0.0.1:\(guarded);
                include bearerd_guard_server.conf;
                location /observed/ { auth_request "/_bearerd/all=read:a;observe"; include bearerd_guard.conf; root @FOLDER@; }
                location /typo/ { auth_request "/_bearerd/al=read:a"; include bearerd_guard.conf; root @FOLDER@; }
                location / { auth_request "/_bearerd/required"; include bearerd_guard.conf; root @FOLDER@; }
            }
            """
        try await withDeployment(configuration) { deployment in
            let http = HTTPClient(port: guarded)
            let good = try await deployment.token("--subject", "alice")
            let forged = try await deployment.token("--broken", "bad-signature", "--subject", "mallory")
            let tokens: [String?] = [good, forged, nil, "a.b.c"]
            for token in tokens {
                let fields = token.map { ["Authorization: Bearer \($0)"] } ?? []
                for _ in 0..<5 {
                    for path in ["/x", "/observed/x", "/typo/x"] {
                        _ = try await http.send("GET", path, fields: fields)
                    }
                    for path in ["/api/private", "/api/private-scoped", "/api/public", "/nowhere"] {
                        _ = try await deployment.http.send("GET", path, fields: fields)
                    }
                }
            }
            let metrics = try await deployment.metrics()
            #expect(metrics.sum("bearerd_audit_lines_dropped_total") == 0)
            #expect(metrics.text.contains("bearerd_audit_lines_dropped_total 0"))
            let outcomes = ["allowed", "refused", "observed", "misconfigured"]
            let decisions = outcomes.map { metrics.sum("bearerd_requests_total", ["outcome": $0]) }.reduce(0, +)
            #expect(decisions == 100)
            try await waitUntil("all are there") { try records(deployment, "audit.log").count == Int(decisions) }
            let written = try self.records(deployment, "audit.log")
            for outcome in outcomes {
                let count = metrics.sum("bearerd_requests_total", ["outcome": outcome])
                #expect(written.count { $0["verdict"] == outcome } == Int(count), "\(outcome)")
            }
            for (code, count) in metrics.refusals {
                #expect(written.count { $0["verdict"] == "refused" && $0["code"] == code } == Int(count), "\(code)")
            }
            #expect(Set(written.map { $0["request_id"] ?? "" }).count == written.count)
            #expect(written.allSatisfy { $0["remote_addr"] == "127.0.0.1" })
            // What nobody vouched for is never found where a subject is looked for.
            #expect(!written.contains { $0["sub"] == "mallory" })
            #expect(written.contains { $0["claimed_sub"] == "mallory" && $0["verdict"] == "refused" })
            #expect(written.contains { $0["sub"] == "alice" && $0["verdict"] == "allowed" && $0["kid"] != nil })
            let text = try String(contentsOfFile: "\(deployment.folder)/audit.log", encoding: .utf8)
            for token in [good, forged] { #expect(!text.contains(token.split(separator: ".")[2])) }
            let mode = try FileManager.default.attributesOfItem(atPath: "\(deployment.folder)/audit.log")
            #expect((mode[.posixPermissions] as? NSNumber)?.intValue == 0o640)
        }
    }

    @Test("a rotation under load loses no line, also where the settings cannot be read anew", arguments: [1, 2])
    func rotation(clients: Int) async throws {
        try await withDeployment(Self.configuration()) { deployment in
            let folder = deployment.folder
            let token = try await deployment.token()
            let load = RequestLoad()
            async let requests: Void = load.run(clients: clients * 4) {
                try await deployment.http.get("/api/private", token: token)
            }
            var files: [String] = []
            for rotation in 1...5 {
                let before = load.count
                try await waitUntil("there are more") { load.count > before + 20 }
                try FileManager.default.moveItem(atPath: "\(folder)/audit.log", toPath: "\(folder)/audit.\(rotation)")
                files.append("audit.\(rotation)")
                if rotation == 3 {
                    try "CLOCK_SKEW=never\n".write(toFile: "\(folder)/.env", atomically: true, encoding: .utf8)
                }
                deployment.bearerd.send(SIGHUP)
                try await waitUntil("it is opened anew") {
                    FileManager.default.fileExists(atPath: "\(folder)/audit.log")
                }
            }
            let before = load.count
            try await waitUntil("there are more") { load.count > before + 20 }
            load.end()
            try await requests
            #expect(load.statuses == [200])
            let all = files + ["audit.log"]
            func count() throws -> Int { try all.reduce(0) { try $0 + records(deployment, $1).count } }
            try await waitUntil("all are there") { try count() == load.count }
            for file in all { #expect(try !records(deployment, file).isEmpty, "\(file)") }
        }
    }

    @Test("the file that Debian's logrotate is given stands in the documentation, and logrotate takes it")
    func logrotate() async throws {
        let text = try Project.text(of: "debian/bearerd.logrotate")
        #expect(try Project.text(of: "docs/operating.md").contains("```\n\(text)```"))
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: "\(folder)/logs", withIntermediateDirectories: false)
            try "1\n".write(toFile: "\(folder)/logs/audit.log", atomically: false, encoding: .utf8)
            let own = text.replacing("/var/log/bearerd/", with: "\(folder)/logs/")
                .replacing(/systemctl .*/, with: "touch \(folder)/told")
            try own.write(toFile: "\(folder)/logrotate.conf", atomically: false, encoding: .utf8)
            let command = ["logrotate", "--force", "--state", "\(folder)/state", "\(folder)/logrotate.conf"]
            let result = try await Program(command: command).run()
            #expect(result.succeeded, "\(result.error)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/logs") == ["audit.log.1"])
            #expect(FileManager.default.fileExists(atPath: "\(folder)/told"))
        }
    }

    @Test("what is on its way at the end is written")
    func end() async throws {
        try await withDeployment(Self.configuration()) { deployment in
            for _ in 0..<50 { _ = try await deployment.http.send("GET", "/api/private") }
            deployment.bearerd.send(SIGTERM)
            try await waitUntil("it has ended") { try deployment.log().contains("\"stopped\"") }
            try await waitUntil("all are there") { try records(deployment, "audit.log").count == 50 }
        }
    }

    @Test(
        "a file that cannot be written stops the start",
        arguments: ["/nowhere/at/all/audit.log", "/dev/full", "audit.log"]
    )
    func unusable(path: String) async throws {
        let result = try await Program(
            command: [
                Project.bearerd, "serve", "--audit-log", path, "--issuers", "http://127.0.0.1:1/", "--audience", "a",
                "--fastcgi-listen", "127.0.0.1:0",
            ]
        ).run()
        #expect(result.ending == .exited(78))
        #expect(result.error.contains("AUDIT_LOG is \"\(path)\""))
        #expect(result.error.contains("expected "))
    }
}
