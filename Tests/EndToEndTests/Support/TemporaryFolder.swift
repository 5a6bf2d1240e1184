import Foundation
import TestSupport

/// Runs `body` with a folder that nobody else may enter, and that is gone afterwards.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    try await TemporaryDirectory.with { folder in
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
        return try await body(folder)
    }
}
