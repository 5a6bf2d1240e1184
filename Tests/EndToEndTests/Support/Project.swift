import Foundation

/// Where the project lies, and what was built of it.
enum Project {
    /// The folder of Package.swift.
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .path()

    /// The folder in which the executables stand beside the tests.
    static let binaries: String = {
        let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: tests ?? "").deletingLastPathComponent().path()
    }()

    static let bearerd = binaries + "bearerd"
    static let tokenIssuer = binaries + "token-issuer"

    static func text(of file: String) throws -> String {
        try String(contentsOfFile: folder + file, encoding: .utf8)
    }
}
