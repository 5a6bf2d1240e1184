import Foundation
import Testing

@Suite("The connections on which nginx asks") struct GuardedConnectionTests {
    @Test("a connection is kept for the next question about a guarded location")
    func kept() async throws {
        try await withGuardedServer(GuardedConfiguration(server: guardedLocation("/", "required"))) { server in
            let token = try await server.deployment.token()
            func ask() async throws -> Set<String> {
                for _ in 0..<5 { #expect(try await server.http.get("/", token: token).status == 200) }
                return try sockets(of: server.deployment.bearerd.processIdentifier)
            }
            let first = try await ask()
            #expect(try await ask() == first)
            // The listener is one; at least one other is there for the next.
            #expect(first.count > 1)
        }
    }

    /// The sockets that a process has open, each with its number, which no other gets while it is there.
    private func sockets(of process: Int32) throws -> Set<String> {
        let folder = "/proc/\(process)/fd"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let targets = names.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
        return Set(targets.filter { $0.hasPrefix("socket:") })
    }
}
