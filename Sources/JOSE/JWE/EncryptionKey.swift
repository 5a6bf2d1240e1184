import OpenSSL

/// A public key, or a secret, that encrypts content for its owner: for an issuer and for tests.
public struct EncryptionKey: Sendable {
    /// `kid`, which is put into the header.
    public let keyID: String?
    /// What it may be used with.
    public let algorithms: [KeyManagementAlgorithm]
    /// What the content may be encrypted with.
    public let encryptions: [ContentEncryptionAlgorithm]
    /// `kty`, the public members, `kid`, `alg`, `use`. Of a secret, nothing that gives it away.
    public let publicJWK: JSONObject
    private let material: Material

    private enum Material: Sendable {
        case rsa(PublicKey)
        case agreement(Curve, PublicKey)
        case secret([UInt8])
    }

    /// Reads a JWK, whose private members do not matter.
    ///
    /// - Throws: ``DecryptionKeyError`` where it is not a key that encrypts here.
    public init(jwk: JSONObject) throws(DecryptionKeyError) {
        try self.init(jwk: jwk, ignoringOperations: false)
    }

    init(jwk: JSONObject, ignoringOperations: Bool) throws(DecryptionKeyError) {
        let operations = ignoringOperations ? nil : ["encrypt", "wrapKey", "deriveKey", "deriveBits"]
        let uses = try KeyUses(jwk, operations: operations)
        var publicJWK = jwk
        for name in JWKMembers.privateNames { publicJWK[name] = nil }
        do throws(JWKError) {
            switch uses.kind {
            case .rsa: material = .rsa(try JWKMembers(publicJWK).rsaKey().key)
            case .agreement(let curve):
                material = .agreement(curve, try JWKMembers(publicJWK).agreementKey(among: [curve]).key)
            case .secret: material = .secret(try JWKMembers(jwk).octets("k"))
            }
        } catch {
            throw .invalidKey(error)
        }
        keyID = uses.keyID
        algorithms = uses.algorithms
        encryptions = uses.encryptions
        self.publicJWK = publicJWK
    }

    /// Encrypts bytes.
    ///
    /// - Parameters:
    ///   - plaintext: What is encrypted.
    ///   - algorithm: How the recipient comes by the key; the first of ``algorithms`` where it is `nil`.
    ///   - encryption: How the content is encrypted; where it is `nil`, with AES GCM, and a key as long as can be.
    ///   - header: Further header parameters. `alg`, `enc` and `kid` are set unless they are given.
    /// - Returns: A compact JWE.
    /// - Throws: ``DecryptionKeyError/unsupportedAlgorithm`` where the key is not for it,
    ///   ``DecryptionKeyError/cryptography(_:)``.
    public func encrypt(
        _ plaintext: [UInt8],
        _ algorithm: KeyManagementAlgorithm? = nil,
        _ encryption: ContentEncryptionAlgorithm? = nil,
        header: JSONObject = [:]
    ) throws(DecryptionKeyError) -> String {
        let preferred: [ContentEncryptionAlgorithm] = [.a256GCM, .a128GCM] + encryptions
        guard let algorithm = algorithm ?? algorithms.first, algorithms.contains(algorithm),
            let encryption = encryption ?? preferred.first(where: encryptions.contains),
            encryptions.contains(encryption)
        else { throw .unsupportedAlgorithm }
        var parameters: JSONObject = ["alg": .string(algorithm.name), "enc": .string(encryption.name)]
        if let keyID { parameters["kid"] = .string(keyID) }
        for member in header.members { parameters[member.name] = member.value }
        let (key, encryptedKey) = try contentEncryptionKey(algorithm, encryption, &parameters)

        let encoded = Base64URL.encode(parameters.encoded())
        let sealed = encryption.seal(
            plaintext,
            key: key,
            vector: OpenSSL.RandomBytes.make(count: encryption.vectorByteCount),
            authenticating: Array(encoded.utf8)
        )
        guard let sealed else { throw .cryptography("the content cannot be sealed") }
        let parts = [encryptedKey, sealed.vector, sealed.ciphertext, sealed.tag].map { Base64URL.encode($0) }
        return ([encoded] + parts).joined(separator: ".")
    }

    /// Encrypts a signed token, which makes a nested JWT (RFC 7519 §5.2).
    ///
    /// - Parameters:
    ///   - token: A compact JWS.
    ///   - algorithm: As for bytes.
    ///   - encryption: As for bytes.
    ///   - header: Further header parameters; `cty` is `JWT` unless it is given.
    /// - Returns: A compact JWE.
    /// - Throws: As for bytes.
    public func encrypt(
        _ token: String,
        _ algorithm: KeyManagementAlgorithm? = nil,
        _ encryption: ContentEncryptionAlgorithm? = nil,
        header: JSONObject = ["cty": "JWT"]
    ) throws(DecryptionKeyError) -> String {
        try encrypt(Array(token.utf8), algorithm, encryption, header: header)
    }

    /// A content encryption key, and how it is sent. What the recipient needs beside it goes into the header.
    private func contentEncryptionKey(
        _ algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryptionAlgorithm,
        _ header: inout JSONObject
    ) throws(DecryptionKeyError) -> (key: [UInt8], encrypted: [UInt8]) {
        let fresh = OpenSSL.RandomBytes.make(count: encryption.keyByteCount)
        do throws(OpenSSLError) {
            switch (material, algorithm.method) {
            case (.rsa(let key), .oaep(let hash)): return (fresh, try key.encrypted(fresh, hash: hash))
            case (.agreement(let curve, let key), .agreement(let wrappingKeyByteCount)):
                let ephemeral = try PrivateKey.generate(curve: curve)
                header["epk"] = .object(try GeneratedKey.publicMembers(of: ephemeral, on: curve))
                guard let agreement = KeyAgreement(header, algorithm, encryption),
                    let secret = ephemeral.sharedSecret(with: key)
                else { break }
                let derived = agreement.derivedKey(from: secret, wrappingKeyByteCount: wrappingKeyByteCount)
                guard wrappingKeyByteCount != nil else { return (derived, []) }
                guard let wrapped = AESKeyWrap.wrap(fresh.span, with: derived) else { break }
                return (fresh, wrapped)
            case (.secret(let secret), .direct): return (secret, [])
            default: break
            }
        } catch {
            throw .cryptography(error.description)
        }
        throw .unsupportedAlgorithm
    }
}
