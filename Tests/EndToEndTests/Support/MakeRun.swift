import Foundation

/// What `make run` starts, without the build before it.
struct MakeRun: Sendable {
    let port: UInt16
    var environment: [String: String] = [:]

    var origin: String { "http://127.0.0.1:\(port)" }

    var program: Program {
        Program(
            command: [Project.folder + "nginx/run.sh", Project.binaries],
            environment: environment.merging(["PORT": String(port)]) { $1 }
        )
    }

    /// Folders that were made for it.
    func remains() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/tmp").filter { $0.hasPrefix("bearerd-run-\(port).") }
    }
}

/// Runs `body` beside what `make run` starts, once that is ready.
func withMakeRun(
    environment: [String: String] = [:],
    _ body: (MakeRun, _ folder: String) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        let run = MakeRun(port: try LocalSocket.freePort(), environment: environment)
        let log = "\(folder)/log"
        try await run.program.running(log: log) { _ in
            try await waitUntil("it is ready") { try String(contentsOfFile: log, encoding: .utf8).contains("Ctrl-C") }
            try await body(run, folder)
        }
    }
}
