import Foundation
import TestSupport
import Testing

/// The files of `Examples/Monitoring`, as an operator takes them over.
@Suite("Monitoring")
struct MonitoringTests {
    private static let folder = Project.folder + "Examples/Monitoring"

    @Test(
        "Prometheus takes the files, and each alert is silent while all is well and fires when it is not",
        arguments: [
            ["check", "config", "prometheus.yml"], ["check", "rules", "bearerd.rules.yml"],
            ["test", "rules", "bearerd.rules.test.yml"],
        ]
    )
    func files(words: [String]) async throws {
        let result = try await Program(command: ["promtool"] + words, folder: Self.folder).run()
        #expect(result.succeeded, "\(result.output)\(result.error)")
    }

    @Test("every alert is tried, both ways, and has its row in the documentation")
    func everyAlert() throws {
        let rules = try Project.text(of: "Examples/Monitoring/bearerd.rules.yml")
        let tests = try Project.text(of: "Examples/Monitoring/bearerd.rules.test.yml")
        let page = try Project.text(of: "docs/troubleshooting.md")
        let alerts = rules.matches(of: /- alert: (\w+)/).map(\.1)
        #expect(alerts.count > 10)
        for alert in alerts {
            #expect(tests.contains("- { alertname: \(alert), eval_time"), "\(alert) is silent")
            #expect(tests.contains("- alertname: \(alert)\n"), "\(alert) fires")
            #expect(rules.contains("row: docs/troubleshooting.md#alerts \(alert)\n"))
            #expect(page.contains("\n| `\(alert)` |"), "\(alert) on the page")
        }
    }

    @Test("what rules and dashboard ask for is there")
    func queries() async throws {
        try await RedisServer.with { try await queries($0) }
    }

    private func queries(_ redis: RedisServer) async throws {
        let ports = try (0..<3).map { _ in try LocalSocket.freePort() }
        let (port, guarded, secure) = (ports[0], ports[1], ports[2])
        let unreachable = "http://127.0.0.1:1/"
        var configuration = DeploymentConfiguration()
        configuration.port = port
        configuration.readiness = "/healthz"
        configuration.settings["ISSUERS"] = "http://127.0.0.1:\(port)/,\(unreachable),https://localhost:\(secure)/"
        configuration.settingsFromFolder = {
            [
                "TLS_CA_FILE": "\($0)/certificate.pem", "AUDIT_LOG": "\($0)/audit.log",
                "DENY_FILE": "\($0)/denied.jsonl", "REDIS_URL": redis.url,
            ]
        }
        configuration.prepare = { folder, _ in
            try "".write(toFile: "\(folder)/denied.jsonl", atomically: false, encoding: .utf8)
        }
        configuration.furtherServer = Self.server(guarded) + Self.issuer(secure, keysFrom: port)
        configuration.prepareNginx = Self.makeCertificate
        try await withDeployment(configuration) { deployment in
            let http = HTTPClient(port: guarded)
            let good = try await deployment.token("--scope", "read:a")
            let expired = try await deployment.token("--broken", "expired")
            let unavailable = try await deployment.token("--issuer", unreachable)
            func round() async throws {
                #expect(try await http.get("/good/", token: good).status == 200)
                #expect(try await http.get("/good/", token: expired).status == 401)
                #expect(try await http.get("/good/", token: unavailable).status == 503)
                #expect(try await http.get("/bad/", token: good).status == 500)
            }
            try await waitUntil("there are keys") { try await http.get("/good/", token: good).status == 200 }
            try await round()
            let address = "127.0.0.1:\(port)"
            let result = try await Program(command: [Project.folder + "Scripts/monitoring.sh", address]).run()
            try await round()
            #expect(result.succeeded, "\(result.output)\(result.error)")
            #expect(result.output.contains(/[2-9][0-9] queries asked/))
        }
    }

    private static func server(_ port: UInt16) -> String {
        let locations = guardedLocation("/good/", "all=read:a") + guardedLocation("/bad/", "al=read:a")
        return """
            server {
                listen 127.0.0.1:\(port);
                include bearerd_guard_server.conf;
                \(locations.replacing("@UPSTREAM@", with: "unix:@FOLDER@/sockets/application.sock"))
            }
            """
    }

    /// One that has a certificate.
    private static func issuer(_ port: UInt16, keysFrom other: UInt16) -> String {
        let name = "https://localhost:\(port)/"
        return """
            server {
                listen 127.0.0.1:\(port) ssl;
                ssl_certificate @FOLDER@/certificate.pem;
                ssl_certificate_key @FOLDER@/certificate.key;
                location = /.well-known/openid-configuration {
                    return 200 '{"issuer":"\(name)","jwks_uri":"\(name)keys"}';
                }
                location = /keys { proxy_pass http://127.0.0.1:\(other)/.well-known/jwks.json; }
            }
            """
    }

    private static func makeCertificate(folder: String) async throws {
        let words = "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=localhost"
        let name = ["-addext", "subjectAltName=DNS:localhost"]
        let files = ["-keyout", "\(folder)/certificate.key", "-out", "\(folder)/certificate.pem"]
        let command = words.split(separator: " ").map { String($0) } + name + files
        let result = try await Program(command: command).run()
        try #require(result.succeeded, "\(result.error)")
    }
}
