import Foundation
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
        let configuration = GuardedConfiguration(
            server: guardedLocation("/good/", "all=read:a") + guardedLocation("/bad/", "al=read:a"),
            unreachableIssuer: "http://127.0.0.1:1/"
        )
        try await withGuardedServer(configuration) { server in
            let good = try await server.deployment.token("--scope", "read:a")
            let expired = try await server.deployment.token("--broken", "expired")
            let unavailable = try await server.deployment.token("--issuer", "http://127.0.0.1:1/")
            func round() async throws {
                #expect(try await server.http.get("/good/", token: good).status == 200)
                #expect(try await server.http.get("/good/", token: expired).status == 401)
                #expect(try await server.http.get("/good/", token: unavailable).status == 503)
                #expect(try await server.http.get("/bad/", token: good).status == 500)
            }
            try await round()
            let address = "127.0.0.1:\(server.deployment.port)"
            let result = try await Program(command: [Project.folder + "Scripts/monitoring.sh", address]).run()
            try await round()
            #expect(result.succeeded, "\(result.output)\(result.error)")
            #expect(result.output.contains(/[2-9][0-9] queries asked/))
        }
    }
}
