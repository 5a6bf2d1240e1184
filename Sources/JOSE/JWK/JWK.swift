import OpenSSL
import Text

/// A key to verify with (RFC 7517 §4).
public struct JWK: Sendable {
    /// `kty`.
    public let keyType: String
    /// `crv`, of an EC or OKP key.
    public let curve: String?
    /// `kid`.
    public let keyID: String?
    /// `alg`: the one algorithm that the key serves. Without it, it serves every one of its kind.
    public let algorithm: JWSAlgorithm?
    /// `use`.
    public let publicKeyUse: String?
    /// `key_ops`.
    public let keyOperations: [String]?
    /// RFC 7638, SHA-256, base64url.
    public let thumbprint: String
    let material: KeyMaterial
    /// What a verification with an RSA key costs, in no unit of time; 0 for others, whose cost is their algorithm's, so that
    /// whoever allows the one allows the other.
    let effort: Int

    /// Reads a public key. Members that are not known are ignored (RFC 7517 §4).
    ///
    /// - Throws: ``JWKError`` for a key that cannot verify here: a private or symmetric one, one of an unknown kind, one
    ///   that is too short, or one that is not written in the one form that its values have.
    public init(_ object: JSONObject) throws(JWKError) {
        let members = JWKMembers(object)
        let type = try members.keyType()
        guard type != .octets else { throw .symmetric }
        try members.refusePrivateMembers()
        keyType = type.rawValue
        switch type {
        case .rsa:
            curve = nil
            let key = try members.rsaKey()
            material = .rsa(key.key)
            effort = key.effort
            thumbprint = try members.thumbprint(of: type)
        case .elliptic:
            let key = try members.ellipticKey()
            curve = key.curve.name
            material = .elliptic(key.curve, key.key)
            effort = 0
            thumbprint = try members.thumbprint(of: type)
        case .edwards:
            let key = try members.edwardsKey()
            curve = key.curve.name
            material = .edwards(key.curve, key.key)
            effort = 0
            thumbprint = try members.thumbprint(of: type)
        case .octets:
            throw .symmetric
        }
        keyID = try members.optionalString("kid")
        publicKeyUse = try members.optionalString("use")
        keyOperations = try members.keyOperations()
        algorithm = try members.algorithm()
        if let algorithm, !material.fits(algorithm) { throw .algorithmNotForKey }
    }

    private init(
        secret: [UInt8],
        material: KeyMaterial,
        algorithm: JWSAlgorithm?,
        keyID: String?
    ) throws(JWKError) {
        keyType = KeyType.octets.rawValue
        curve = nil
        self.keyID = keyID
        self.algorithm = algorithm
        publicKeyUse = nil
        keyOperations = nil
        self.material = material
        effort = 0
        let members = JWKMembers(["k": .string(Base64URL.encode(secret)), "kty": "oct"])
        thumbprint = try members.thumbprint(of: .octets)
    }

    /// A secret that both ends know. Never one from a fetched set.
    ///
    /// - Parameters:
    ///   - secret: at least as many bytes as the hash has (RFC 7518 §3.2), which should be random (RFC 8725 §3.5).
    ///   - algorithm: the one that the key serves; every one it is long enough for where it is `nil`.
    ///   - keyID: what a token's `kid` must be, if it has one.
    /// - Returns: the key.
    /// - Throws: ``JWKError`` for a secret that is too short, or an algorithm that is not symmetric.
    public static func symmetric(
        secret: [UInt8],
        algorithm: JWSAlgorithm? = nil,
        keyID: String? = nil
    ) throws(JWKError) -> JWK {
        if let algorithm, !algorithm.isSymmetric { throw .algorithmNotForKey }
        var keys: [JWSAlgorithm: HMACKey] = [:]
        for candidate in JWSAlgorithm.all where algorithm == nil || algorithm == candidate {
            guard case .hmac(let hash) = candidate.method, secret.count >= hash.byteCount else { continue }
            keys[candidate] = try? HMACKey(secret: secret, hash: hash)
        }
        guard !keys.isEmpty else { throw .secretTooShort }
        return try JWK(secret: secret, material: .symmetric(keys), algorithm: algorithm, keyID: keyID)
    }

    /// Whether `kty`, `crv`, `alg`, `use` and `key_ops` all let the key verify under the algorithm.
    public func isUsable(for algorithm: JWSAlgorithm) -> Bool {
        guard material.fits(algorithm) else { return false }
        if let own = self.algorithm, !own.isSame(as: algorithm) { return false }
        if let publicKeyUse, !publicKeyUse.isSameText(as: "sig") { return false }
        if let keyOperations, !keyOperations.contains(where: "verify".isSameText) { return false }
        return true
    }
}

extension JWSAlgorithm {
    /// RFC 7517 §4.4: a key's `alg` is the token's. RFC 9864 §2.2 gave `EdDSA` a name for each curve; on one curve, which
    /// the key decides, both names say the same computation, so that a key published under the one verifies a token
    /// under the other. Which names a token may have is the caller's to allow.
    fileprivate func isSame(as other: JWSAlgorithm) -> Bool {
        self == other || (method == .signature(.eddsa) && other.method == .signature(.eddsa))
    }
}
