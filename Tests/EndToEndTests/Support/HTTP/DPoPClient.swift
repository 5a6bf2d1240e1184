import Foundation
import Testing

/// A client with a key of its own, whose tokens and proofs `token-issuer` makes.
struct DPoPClient: Sendable {
    let deployment: Deployment
    let keyFile: String
    /// The thumbprint of its key.
    let thumbprint: String

    init(_ deployment: Deployment) async throws {
        self.deployment = deployment
        keyFile = "\(deployment.folder)/client-\(UUID().uuidString).jwk"
        thumbprint = try await Self.issuerSays(["client-key", keyFile])
    }

    /// A token that is bound to the key.
    func token(_ options: String...) async throws -> String {
        try await deployment.token(["--dpop-key", keyFile] + options)
    }

    /// A proof for `GET` of a path with a token.
    func proof(for token: String, path: String = "/api/private", _ options: String...) async throws -> String {
        try await proof(["--url", deployment.origin + path, "--token", token] + options)
    }

    /// A proof of `token-issuer proof` with these options.
    func proof(_ options: [String]) async throws -> String {
        try await Self.issuerSays(["proof", "--key", keyFile] + options)
    }

    /// Header lines that present a token with proofs.
    func fields(_ token: String, proofs: String..., scheme: String = "DPoP") -> [String] {
        ["Authorization: \(scheme) \(token)"] + proofs.map { "DPoP: \($0)" }
    }

    private static func issuerSays(_ words: [String]) async throws -> String {
        let result = try await Program(command: [Project.tokenIssuer] + words).run()
        try #require(result.succeeded, "\(result.error)")
        return result.output.trimmingCharacters(in: .newlines)
    }
}
