import FastCGI
import Foundation
import Testing

@Suite("The tuning of malloc")
struct MallocTuningTests {
    private static let tuning = "\(MallocTuning.variable)=\(MallocTuning.value)"

    @Test("a process that nobody has tuned is the same one, tuned")
    func untuned() async throws {
        #expect(try await environment(DeploymentConfiguration()).contains(Self.tuning))
    }

    @Test("what somebody has tuned is left as it is")
    func tuned() async throws {
        let own = "glibc.malloc.tcache_count=3"
        let configuration = DeploymentConfiguration(settings: [MallocTuning.variable: own])
        #expect(try await environment(configuration).filter { $0.hasPrefix("GLIBC") } == ["GLIBC_TUNABLES=\(own)"])
    }

    /// What the environment of a serving bearerd was when it began.
    private func environment(_ configuration: DeploymentConfiguration) async throws -> [String] {
        try await withDeployment(configuration) { deployment in
            #expect(try await deployment.http.send("GET", "/api/public").status == 200)
            let path = "/proc/\(deployment.bearerd.processIdentifier)/environ"
            return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\0").map(String.init)
        }
    }
}
