import Foundation
import Glibc
import Testing

/// A bearerd that is started anew, by whoever keeps its socket, is nobody's concern.
@Suite("Restarts")
struct RestartTests {
    /// A location, a method, and how it is answered.
    private static let kinds = [
        ("GET", "/guarded", 200), ("POST", "/guarded", 200), ("GET", "/api/private", 200),
        ("POST", "/api/private", 405),
    ]

    @Test("restarts under load lose no request, guarded or not, GET or POST")
    func restarts() async throws {
        let configuration = GuardedConfiguration(
            server: guardedLocation("/guarded", "required") + "include bearerd_locations.conf;",
            keepsSocket: true
        )
        try await withGuardedServer(configuration) { server in
            let token = try await server.deployment.token()
            let complaints = try server.deployment.nginxLog()
            let loads = Self.kinds.map { _ in RequestLoad() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for ((method, target, _), load) in zip(Self.kinds, loads) {
                    group.addTask {
                        try await load.run(clients: 8) {
                            try await server.http.send(
                                method,
                                target,
                                fields: ["Authorization: Bearer \(token)"],
                                body: method == "POST" ? Array("a=b".utf8) : []
                            )
                        }
                    }
                }
                for _ in 0..<10 {
                    let before = loads.map(\.count)
                    try await waitUntil("all kinds are answered") {
                        zip(loads, before).allSatisfy { $0.count > $1 + 8 }
                    }
                    try await server.deployment.restartBearerd()
                }
                for load in loads { load.end() }
                try await group.waitForAll()
            }
            for ((method, target, status), load) in zip(Self.kinds, loads) {
                #expect(load.statuses == [status], "\(method) \(target)")
            }
            #expect(try server.deployment.nginxLog() == complaints)
        }
    }

    @Test("killed again and again, it is there again")
    func kills() async throws {
        try await withDeployment(DeploymentConfiguration(keepsSocket: true)) { deployment in
            for _ in 0..<5 {
                let file = "\(deployment.folder)/bearerd.pid"
                let before = try String(contentsOfFile: file, encoding: .utf8)
                kill(try #require(pid_t(before.trimmingCharacters(in: .newlines))), SIGKILL)
                #expect(try await deployment.http.send("GET", "/healthz").status == 200)
            }
        }
    }
}
