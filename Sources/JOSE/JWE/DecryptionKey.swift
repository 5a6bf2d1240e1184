import OpenSSL
import Text

/// A private key, or a secret, that decrypts content which others encrypted for it.
public struct DecryptionKey: Sendable {
    /// `kid`, by which a JWE names it.
    public let keyID: String?
    /// What it says of itself.
    public let summary: KeySummary
    /// What its JWEs may have as `alg`: the one that the key names, or else all that go with its kind.
    public let algorithms: [KeyManagementAlgorithm]
    /// What its JWEs may have as `enc`: everything, but for a secret, whose length decides.
    public let encryptions: [ContentEncryptionAlgorithm]
    /// The half that others encrypt with. Of a secret, it is the secret.
    public let encryptionKey: EncryptionKey
    /// All of its members. Keep them out of logs.
    public let privateJWK: JSONObject
    private let material: DecryptionMaterial

    /// Reads a private JWK.
    ///
    /// - Parameter jwk: For RSA with all of `p`, `q`, `dp`, `dq`, `qi`. `alg` is not needed; of a secret, it may be `dir` or,
    ///   as RFC 7520 §5.6 has it, the value of `enc`.
    /// - Throws: ``DecryptionKeyError`` where it is not a private key that decrypts here.
    public init(jwk: JSONObject) throws(DecryptionKeyError) {
        let uses = try KeyUses(jwk, operations: ["decrypt", "unwrapKey", "deriveKey", "deriveBits"])
        do throws(JWKError) {
            material = try DecryptionMaterial(JWKMembers(jwk), uses)
        } catch {
            throw .invalidKey(error)
        }
        encryptionKey = try EncryptionKey(jwk: jwk, ignoringOperations: true)
        keyID = uses.keyID
        algorithms = uses.algorithms
        encryptions = uses.encryptions
        summary = KeySummary(jwk)
        privateJWK = jwk
        try checkHalves()
    }

    /// Makes a fresh key.
    ///
    /// - Parameters:
    ///   - algorithm: What it decrypts. An RSA key gets 2048 bits.
    ///   - encryption: How long a secret is, which is for `dir` only.
    ///   - curve: The value of `crv`, for ECDH-ES only: P-256, P-384 or X25519.
    ///   - keyID: The thumbprint (RFC 7638) where it is `nil`.
    /// - Returns: The key.
    /// - Throws: ``DecryptionKeyError/unsupportedCurve``, ``DecryptionKeyError/cryptography(_:)``.
    public static func generate(
        _ algorithm: KeyManagementAlgorithm,
        for encryption: ContentEncryptionAlgorithm = .a256GCM,
        on curve: String = "P-256",
        keyID: String? = nil
    ) throws(DecryptionKeyError) -> DecryptionKey {
        guard let curve = KeyAgreement.curves.first(where: { $0.name.isSameText(as: curve) }) else {
            throw .unsupportedCurve
        }
        var members: JSONObject
        do throws(OpenSSLError) {
            members =
                switch algorithm.method {
                case .oaep: try GeneratedKey.rsaMembers()
                case .agreement: try GeneratedKey.members(on: curve)
                case .direct: GeneratedKey.secretMembers(byteCount: encryption.keyByteCount)
                }
        } catch {
            throw .cryptography(error.description)
        }
        do throws(JWKError) {
            let type = try JWKMembers(members).keyType()
            let thumbprint = try JWKMembers(members).thumbprint(of: type)
            members["kid"] = .string(keyID ?? thumbprint)
        } catch {
            throw .invalidKey(error)
        }
        members["alg"] = .string(algorithm == .direct ? encryption.name : algorithm.name)
        members["use"] = "enc"
        return try DecryptionKey(jwk: members)
    }

    /// Whether `alg` and `enc` are among those that the key serves.
    public func isUsable(
        for algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryptionAlgorithm
    ) -> Bool {
        algorithms.contains(algorithm) && encryptions.contains(encryption)
    }

    /// Decrypts content.
    ///
    /// What it costs depends on nothing that is secret: a key that cannot be unwrapped is replaced by a random one, under
    /// which the tag does not hold (RFC 7516 §11.5).
    /// - Parameter jwe: What was sent. Its `kid` is not looked at.
    /// - Returns: The plaintext, which whoever made the JWE has vouched for: that can be anybody who has the public key.
    /// - Throws: ``DecryptionError``, whatever the reason.
    public func decrypt(_ jwe: CompactJWE) throws(DecryptionError) -> [UInt8] {
        guard let algorithm = KeyManagementAlgorithm(named: jwe.header.algorithm),
            let encryption = ContentEncryptionAlgorithm(named: jwe.header.encryption),
            isUsable(for: algorithm, encryption),
            jwe.content.vector.count == encryption.vectorByteCount, jwe.content.tag.count == encryption.tagByteCount
        else { throw DecryptionError() }
        let random = OpenSSL.RandomBytes.make(count: encryption.keyByteCount)
        let unwrapped = material.contentEncryptionKey(of: jwe, algorithm, encryption) ?? random
        let key = unwrapped.count == encryption.keyByteCount ? unwrapped : random
        guard let plaintext = encryption.open(jwe.content, key: key, authenticating: jwe.additionalData) else {
            throw DecryptionError()
        }
        return plaintext
    }

    /// What its own public half encrypts must be read by its private one.
    private func checkHalves() throws(DecryptionKeyError) {
        let message: [UInt8] = [0]
        guard let algorithm = algorithms.first, let encryption = encryptions.first else { throw .unsupportedAlgorithm }
        let text = try encryptionKey.encrypt(message, algorithm, encryption)
        guard let jwe = try? CompactJWE(text), (try? decrypt(jwe)) == message else { throw .halvesDoNotMatch }
    }
}

extension DecryptionMaterial {
    fileprivate init(_ members: JWKMembers, _ uses: KeyUses) throws(JWKError) {
        switch uses.kind {
        case .rsa:
            let key = try members.rsaPrivateKey()
            var keys: [OAEPHash: OAEPDecryption] = [:]
            for case .oaep(let hash) in uses.algorithms.map(\.method) {
                guard let decryption = try? OAEPDecryption(key, hash: hash) else { throw .malformedMember("n") }
                keys[hash] = decryption
            }
            self = .rsa(keys)
        case .agreement(let curve):
            let key =
                curve.isOctetKeyPair
                ? try members.octetPrivateKey(among: [curve]) : try members.ellipticPrivateKey(among: [curve])
            self = .agreement(curve, key)
        case .secret:
            self = .secret(try members.octets("k"))
        }
    }
}
