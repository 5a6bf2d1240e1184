import Foundation
import Glibc
import Synchronization

/// A real redis-sentinel that watches a primary with the name `fleet`, in the primary's folder.
package final class RedisSentinel: Sendable {
    private static let name = "fleet"
    private let port: Int
    private let primary: RedisServer
    private let process = Mutex<Process?>(nil)

    package var url: String { "redis+sentinel://127.0.0.1:\(port)/\(Self.name)/0" }

    /// Runs `body` with a Sentinel, which knows the replica.
    package static func with<Value>(
        watching primary: RedisServer,
        _ replica: RedisServer,
        _ body: (RedisSentinel) async throws -> Value
    ) async throws -> Value {
        let sentinel = try RedisSentinel(primary)
        defer { sentinel.kill() }
        try await sentinel.start(knowing: replica)
        return try await body(sentinel)
    }

    /// At once: it takes its time when it is asked to.
    private func kill() {
        guard let process = process.withLock(\.self), process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private init(_ primary: RedisServer) throws {
        port = try RedisServer.freePort()
        self.primary = primary
    }

    private func start(knowing replica: RedisServer) async throws {
        let file = "\(primary.folder)/sentinel.conf"
        let text = """
            port \(port)
            bind 127.0.0.1
            dir \(primary.folder)
            logfile \(primary.folder)/sentinel.log
            sentinel monitor \(Self.name) 127.0.0.1 \(primary.port) 1
            sentinel down-after-milliseconds \(Self.name) 3000
            sentinel failover-timeout \(Self.name) 6000

            """
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        let process = try RedisServer.process("redis-sentinel", [file])
        self.process.withLock { $0 = process }
        for _ in 0..<3_000 {
            let known = (try? await RedisServer.command(at: port, ["SENTINEL", "replicas", Self.name])) ?? ""
            if known.contains("127.0.0.1:\(replica.port)"), known.contains("master-link-status\nok") { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw RedisServer.Failure(description: "the Sentinel does not find the replica")
    }
}
