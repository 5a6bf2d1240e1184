import Text

/// The private keys of a recipient, several while they are rotated.
public struct DecryptionKeySet: Sendable {
    /// How many keys a set has at most.
    public static let maximumKeys = 16

    /// The keys, in their order. No two have the same `kid`, and at most one has none.
    public let keys: [DecryptionKey]

    /// - Throws: ``DecryptionKeySetError`` where it could not be told which key a JWE means.
    public init(_ keys: [DecryptionKey]) throws(DecryptionKeySetError) {
        guard !keys.isEmpty else { throw .noKeys }
        guard keys.count <= Self.maximumKeys else { throw .tooManyKeys }
        for (index, key) in keys.enumerated() {
            let isTwice = keys[..<index].contains { $0.keyID.map { ExactText($0) } == key.keyID.map { ExactText($0) } }
            if isTwice { throw .ambiguousKey(index + 1) }
        }
        self.keys = keys
    }

    /// Reads a private JWK set (RFC 7517 §5). Every key of it must serve.
    ///
    /// - Throws: ``DecryptionKeySetError``.
    public init(parsing bytes: [UInt8]) throws(DecryptionKeySetError) {
        let object: JSONObject
        do { object = try JSONObject(parsing: bytes) } catch { throw .notJSON(error) }
        guard let values = object["keys"]?.arrayValue else { throw .noKeys }
        guard values.count <= Self.maximumKeys else { throw .tooManyKeys }
        var keys: [DecryptionKey] = []
        for (index, value) in values.enumerated() {
            guard let jwk = value.objectValue else { throw .invalidKey(index + 1, .invalidKey(.notAnObject)) }
            do { keys.append(try DecryptionKey(jwk: jwk)) } catch { throw .invalidKey(index + 1, error) }
        }
        try self.init(keys)
    }

    /// The one key that may decrypt: the one with the header's `kid`, or, where it has none, the only one that serves `alg` and
    /// `enc`. So a JWE never costs more than one operation with a private key.
    public func key(for header: JWEHeader) -> DecryptionKey? {
        guard let algorithm = KeyManagementAlgorithm(named: header.algorithm),
            let encryption = ContentEncryptionAlgorithm(named: header.encryption)
        else { return nil }
        let usable = keys.filter { key in
            guard key.isUsable(for: algorithm, encryption) else { return false }
            guard let keyID = header.keyID else { return true }
            return key.keyID?.isSameText(as: keyID) == true
        }
        return usable.count == 1 ? usable.first : nil
    }

    /// Decrypts content with the key that the JWE means.
    ///
    /// - Returns: The plaintext.
    /// - Throws: ``DecryptionError``, whatever the reason.
    public func decrypt(_ jwe: CompactJWE) throws(DecryptionError) -> [UInt8] {
        guard let key = key(for: jwe.header) else { throw DecryptionError() }
        return try key.decrypt(jwe)
    }
}
