import ArgumentParser
import JOSE

/// `token-issuer decryption-key`
struct DecryptionKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decryption-key",
        abstract: "Makes a key for encrypted tokens, as an API has one, and prints its identifier.",
        discussion: "The file is for DECRYPTION_KEYS_FILE of bearerd, and for --encrypt-to of 'token'."
    )

    @Argument(help: "The file of the private keys; in one that is there already, the new key stands first.")
    var file: String

    @Option(help: "How the tokens' keys are encrypted.", transform: Self.algorithm)
    var algorithm: KeyManagementAlgorithm = .rsaOAEP256

    @Option(help: "For ECDH-ES, the curve: P-256, P-384 or X25519.")
    var curve = "P-256"

    @Option(help: "For dir, what the tokens are encrypted with.", transform: Self.encryption)
    var encryption: ContentEncryptionAlgorithm = .a256GCM

    func run() throws {
        let key = try DecryptionKey.generate(algorithm, for: encryption, on: curve)
        try DecryptionKeyFile(path: file).add(key)
        print(key.keyID ?? "")
    }

    static func algorithm(_ name: String) throws -> KeyManagementAlgorithm {
        guard let algorithm = KeyManagementAlgorithm(named: name) else { throw ValidationError("no such algorithm") }
        return algorithm
    }

    static func encryption(_ name: String) throws -> ContentEncryptionAlgorithm {
        guard let encryption = ContentEncryptionAlgorithm(named: name) else {
            throw ValidationError("no such algorithm")
        }
        return encryption
    }
}
