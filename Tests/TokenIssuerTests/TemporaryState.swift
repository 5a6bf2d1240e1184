import Foundation
import JOSE
import TestSupport

@testable import token_issuer

/// Runs `body` with a state directory that is gone afterwards.
@discardableResult
func withTemporaryState<Result>(_ body: (StateDirectory) async throws -> Result) async throws -> Result {
    try await TemporaryDirectory.with { try await body(StateDirectory(path: "\($0)/state")) }
}

extension StateDirectory {
    /// The permissions of the directory, or of a file in it.
    func mode(of file: String = "") throws -> Int? {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")
        return (attributes[.posixPermissions] as? NSNumber)?.intValue
    }
}
