import Foundation
import Glibc

/// `openssl s_server` with a certificate of its own making for `localhost`.
final class TLSServer {
    /// The certificate, which is its own authority.
    let certificate: String
    /// A directory with the certificate, as `CURLOPT_CAPATH` wants it.
    let authorities: String
    let port: Int
    private let directory: URL
    private let process = Process()

    init(name: String = "localhost") throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "bearerd-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        certificate = directory.appending(path: "certificate.pem").path
        authorities = directory.appending(path: "authorities").path
        try Data("hello".utf8).write(to: directory.appending(path: "document"))
        try Self.run(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
                + ["-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:\(name)"]
                + ["-keyout", "key.pem", "-out", "certificate.pem"],
            in: directory
        )
        try FileManager.default.createDirectory(atPath: authorities, withIntermediateDirectories: false)
        try FileManager.default.copyItem(atPath: certificate, toPath: "\(authorities)/certificate.pem")
        try Self.run(["rehash", authorities], in: directory)
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = [
            "s_server", "-accept", "127.0.0.1:0", "-cert", "certificate.pem", "-key", "key.pem", "-WWW",
        ]
        process.currentDirectoryURL = directory
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        port = try Self.port(from: output.fileHandleForReading)
    }

    deinit {
        // It inherits the test runner's signal mask, in which SIGTERM may be blocked.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: directory)
    }

    struct Failure: Error {}

    /// Waits for the line that says where it listens: `ACCEPT 127.0.0.1:40123`.
    private static func port(from output: FileHandle) throws -> Int {
        var text = ""
        while case let piece = output.availableData, !piece.isEmpty {
            text += String(decoding: piece, as: UTF8.self)
            guard text.hasSuffix("\n"), let line = text.split(separator: "\n").first(where: { $0.hasPrefix("ACCEPT") })
            else { continue }
            guard let port = line.split(separator: ":").last.flatMap({ Int($0) }) else { throw Failure() }
            return port
        }
        throw Failure()
    }

    private static func run(_ arguments: [String], in directory: URL) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
    }
}
