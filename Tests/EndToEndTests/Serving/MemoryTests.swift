import Foundation
import Testing

/// What waits is bounded for the process, not for each of its workers.
@Suite("Memory of the process")
struct MemoryTests {
    @Test("a thousand requests of 1 MiB that wait for an issuer leave it small, and good tokens are served meanwhile")
    func waitingRequests() async throws {
        let (listener, port) = try LocalSocket.silentListener()
        let issuer = "http://127.0.0.1:\(port)/"
        var configuration = DeploymentConfiguration(settings: ["JWKS_TIMEOUT": "20s", "FASTCGI_WORKERS": "64"])
        configuration.furtherIssuer = issuer
        configuration.readiness = "/healthz"
        try await withDeployment(configuration) { deployment in
            let waiting = try await deployment.token("--issuer", issuer)
            let good = try await deployment.token()
            try await waitUntil("good tokens are let through") {
                try await deployment.http.get("/api/private", token: good).status == 200
            }
            let path = deployment.bearerdSocket
            var request = FastCGIRequest(target: "/api/private", authorization: "Bearer \(waiting)")
            request.body = [UInt8](repeating: 65, count: 1_048_576)
            let records = request.records
            let peers = try await blocking {
                try (0..<1_000).map { _ in
                    let peer = try LocalSocket(path: path)
                    try peer.send(records)
                    return peer
                }
            }
            for _ in 0..<20 { #expect(try await deployment.http.get("/api/private", token: good).status == 200) }
            #expect(try residentPeak(of: deployment.bearerd) < 128 << 20)
            let answers = try await blocking {
                try peers.map { String(decoding: try $0.receiveAll(), as: UTF8.self) }
            }
            #expect(answers.allSatisfy { $0.contains("503") && $0.contains("jwks_fetch_failed") })
            #expect(try residentPeak(of: deployment.bearerd) < 128 << 20)
        }
        withExtendedLifetime(listener) {}
    }

    /// The most memory that the process ever had, in bytes.
    private func residentPeak(of process: RunningProgram) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let kibibytes = try #require(status.firstMatch(of: /\nVmHWM:\s*([0-9]+) kB/)).1
        return try #require(Int(kibibytes)) << 10
    }
}
