import Foundation

/// Runs `body` with a folder that is gone afterwards. Its path is short: that of a Unix socket has 107 bytes.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = "/tmp/bearerd-test-" + UUID().uuidString.prefix(13)
    try FileManager.default.createDirectory(
        atPath: folder,
        withIntermediateDirectories: false,
        attributes: [.posixPermissions: 0o700]
    )
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}
