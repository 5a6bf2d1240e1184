import Foundation
import Testing

/// The key of all issuers of a run: making one takes longer than starting issuer, nginx and bearerd.
///
/// A test that wants another one rotates it.
enum IssuerKey {
    private static let fileName = "keys.json"

    private static let file = Task {
        try await withTemporaryFolder { folder in
            let command = [Project.tokenIssuer, "rotate", "--state", "\(folder)/issuer"]
            let result = try await Program(command: command).run()
            try #require(result.succeeded, "\(result.error)")
            return try #require(FileManager.default.contents(atPath: "\(folder)/issuer/\(fileName)"))
        }
    }

    /// Puts it where the issuer of this state directory looks for its own.
    static func put(into state: String) async throws {
        let files = FileManager.default
        let directory: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        try files.createDirectory(atPath: state, withIntermediateDirectories: true, attributes: directory)
        let isThere = files.createFile(
            atPath: "\(state)/\(fileName)",
            contents: try await file.value,
            attributes: [.posixPermissions: 0o600]
        )
        try #require(isThere)
    }
}
