import FastCGI
import Foundation
import TestSupport
import Testing

@Suite("The tuning of malloc")
struct MallocTuningTests {
    private static let tuning = "\(MallocTuning.variable)=\(MallocTuning.value)"

    @Test("a process that nobody has tuned is the same one, tuned")
    func untuned() async throws {
        #expect(try await environment(DeploymentConfiguration()).contains(Self.tuning))
    }

    @Test("it goes by the name of the program, as ps, top and pgrep tell it")
    func name() async throws {
        #expect(try await look(DeploymentConfiguration(), at: "comm") == "bearerd\n")
    }

    @Test("what somebody has tuned is left as it is")
    func tuned() async throws {
        let own = "glibc.malloc.tcache_count=3"
        let configuration = DeploymentConfiguration(settings: [MallocTuning.variable: own])
        #expect(try await environment(configuration).filter { $0.hasPrefix("GLIBC") } == ["GLIBC_TUNABLES=\(own)"])
    }

    @Test("the unit has done it already")
    func unit() throws {
        #expect(try Repository.text(of: "systemd/bearerd.service").contains("\nEnvironment=\(Self.tuning)\n"))
    }

    /// What the environment of a serving bearerd was when it began.
    private func environment(_ configuration: DeploymentConfiguration) async throws -> [String] {
        try await look(configuration, at: "environ").split(separator: "\0").map(String.init)
    }

    /// What proc(5) has of a serving bearerd in this file.
    private func look(_ configuration: DeploymentConfiguration, at file: String) async throws -> String {
        try await withDeployment(configuration) { deployment in
            #expect(try await deployment.http.send("GET", "/api/public").status == 200)
            return try String(contentsOfFile: "/proc/\(deployment.bearerd.processIdentifier)/\(file)", encoding: .utf8)
        }
    }
}
