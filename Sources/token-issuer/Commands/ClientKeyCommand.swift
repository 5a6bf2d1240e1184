import ArgumentParser
import JOSE

/// `token-issuer client-key`
struct ClientKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client-key",
        abstract: "Makes a key for DPoP proofs, as a client has one, and prints its thumbprint."
    )

    @Argument(help: "The file for the private key; one that is there already stays.")
    var file: String

    @Option(help: "The algorithm that signs.", transform: StateOptions.algorithm)
    var algorithm: JWSAlgorithm = .es256

    func run() throws {
        guard !algorithm.isSymmetric else { throw IssuerError(description: "\(algorithm.name) proves nothing") }
        let key = try SigningKey.generate(algorithm)
        try ClientKeyFile(path: file).create(key)
        print(key.verificationKey.thumbprint)
    }
}
