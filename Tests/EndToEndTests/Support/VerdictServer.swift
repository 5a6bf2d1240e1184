import Foundation
import Glibc
import Testing

/// Runs `body` with a guarded server whose nginx remembers verdicts for as long as `ttl` says, in the folder `verdicts` of the
/// deployment, unless the server does not include what says so; `room` is the size of its zone, `disk` that of a file system for the folder alone.
func withVerdicts(
    _ ttl: String,
    _ settings: [String: String] = [:],
    server: String,
    http: String = "",
    isIncluded: Bool = true,
    room: String? = nil,
    disk: String? = nil,
    _ body: (GuardedServer) async throws -> Void
) async throws {
    let size = "keys_zone=bearerd_verdicts:1m "
    var zone = try Project.text(of: "nginx/bearerd_verdict_zone.conf")
    try #require(zone.contains(" /run/bearerd-verdicts \(size)"))
    zone.replace("/run/bearerd-verdicts", with: "@FOLDER@/verdicts")
    if let room { zone.replace(size, with: "keys_zone=bearerd_verdicts:\(room) ") }
    let include = isIncluded ? "include bearerd_verdicts.conf;\n" : ""
    var configuration = GuardedConfiguration(server: include + server, http: zone + http)
    configuration.settings = settings.merging(["VERDICT_TTL": ttl, "LOG_LEVEL": "debug"]) { $1 }
    configuration.nginxDisk = disk.map { ("verdicts", $0) }
    try await withGuardedServer(configuration, body)
}

extension GuardedServer {
    /// The names of the files of the verdicts that nginx remembers.
    var verdicts: Set<String> {
        get throws { Set(try FileManager.default.contentsOfDirectory(atPath: "\(deployment.folder)/verdicts")) }
    }

    /// What stands in the file of a verdict.
    func bytes(ofVerdict name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(deployment.folder)/verdicts/\(name)")))
    }

    /// Puts something else into the file of a verdict.
    func write(_ bytes: [UInt8], toVerdict name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(deployment.folder)/verdicts/\(name)"))
    }

    /// Ends it, and waits until nginx finds nobody any more.
    func stopBearerd() async throws {
        kill(deployment.bearerd.processIdentifier, SIGTERM)
        try await waitUntil("bearerd is gone") { try await deployment.http.send("GET", "/healthz").status == 502 }
    }
}
