import Dispatch
import Foundation
import Glibc
import Synchronization

/// A real redis-server in a folder of its own, on a free port and a Unix socket. It keeps nothing on disk, so that who starts
/// it again starts it empty.
///
/// A machine without redis-server fails the test that wants one.
package final class RedisServer: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    package let port: Int
    package let folder: String
    private let mode: [String]
    private let process = Mutex<Process?>(nil)

    package var url: String { "redis://127.0.0.1:\(port)/0" }
    package var socket: String { "\(folder)/redis.sock" }

    /// Runs `body` with servers, whose folders are removed afterwards.
    package static func with<Value>(
        _ arguments: [String] = [],
        _ body: (RedisServer) async throws -> Value
    ) async throws -> Value {
        try await TemporaryDirectory.with { folder in
            let server = try RedisServer(folder, arguments)
            defer { server.kill() }
            try await server.start()
            return try await body(server)
        }
    }

    /// A server that is not started yet.
    package init(_ folder: String, _ arguments: [String] = []) throws {
        self.folder = folder
        port = try Self.freePort()
        mode =
            ["--port", "\(port)", "--bind", "127.0.0.1", "--unixsocket", "\(folder)/redis.sock", "--dir", folder]
            + ["--save", "", "--daemonize", "no", "--logfile", "\(folder)/redis.log"] + arguments
    }

    /// A loopback port on which nothing listens. None is tried twice, for servers that run beside each other, and each is
    /// outside the ranges of outgoing connections and of what else the tests start.
    static func freePort() throws -> Int {
        for _ in 0..<1_000 {
            let offset = nextOffset.withLock { offset in
                defer { offset += 1 }
                return offset
            }
            let port = 30_000 + offset % 2_500
            if isFree(port) { return port }
        }
        throw Failure(description: "no port is free")
    }

    private static let nextOffset = Mutex(Int.random(in: 0..<2_500))

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
        } == 0
    }

    /// Starts it, and waits until it answers.
    package func start() async throws {
        let process = try Self.process("redis-server", mode)
        self.process.withLock { $0 = process }
        for _ in 0..<500 {
            guard process.isRunning else { throw Failure(description: "redis-server has ended: \(log)") }
            let answer = try await command("PING")
            if answer == "PONG" || answer.contains("NOAUTH") { return }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Failure(description: "redis-server does not answer: \(log)")
    }

    private var log: String { (try? String(contentsOfFile: "\(folder)/redis.log", encoding: .utf8)) ?? "" }

    /// Ends it at once, as a machine that loses its power does.
    package func kill() {
        guard let process = process.withLock(\.self), process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// What `redis-cli` prints.
    @discardableResult
    package func command(_ words: String...) async throws -> String {
        try await command(words)
    }

    /// What `redis-cli` prints.
    @discardableResult
    package func command(_ words: [String]) async throws -> String {
        try await Self.command(at: port, words)
    }

    /// It waits for a process, on a thread that nobody else needs: those of tasks are as many as there are processors.
    static func command(at port: Int, _ words: [String]) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try answer(at: port, words) })
            }
        }
    }

    private static func answer(at port: Int, _ words: [String]) throws -> String {
        let output = Pipe()
        let process = try Self.process("redis-cli", ["-p", "\(port)"] + words, output)
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    static func process(_ name: String, _ arguments: [String], _ output: Any? = nil) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/\(name)")
        process.arguments = arguments
        process.standardOutput = output ?? FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { throw Failure(description: "/usr/bin/\(name) cannot be run: \(error)") }
        return process
    }
}

extension RedisServer {
    /// Has it say that it has forgotten nothing for years, so that it need not run for a while before proofs are taken.
    package func rememberSinceLongAgo() async throws {
        var fields: [Substring: Substring] = [:]
        for line in try await command("INFO").split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = line[line.index(after: colon)...]
        }
        let names: [Substring] = ["run_id", "master_replid"]
        let words = names.compactMap { fields[$0] }
        guard words.count == 2 else { throw Failure(description: "INFO has neither run nor replication") }
        try await command("SET", "bearerd:memory", "\(words[0]) \(words[1]) 1000")
    }
}
