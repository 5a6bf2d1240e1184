import OpenSSL

/// Elliptic Curve Diffie-Hellman Ephemeral Static, and what a header says of it (RFC 7518 §4.6.1).
struct KeyAgreement {
    /// Those on which keys are agreed upon.
    static let curves: [Curve] = [.p256, .p384, .x25519]

    private let parties: (u: [UInt8], v: [UInt8])
    private let algorithm: KeyManagementAlgorithm
    private let encryption: ContentEncryptionAlgorithm

    /// `nil` where `apu` or `apv` is not base64url.
    init?(
        _ header: JSONObject,
        _ algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryptionAlgorithm
    ) {
        guard let u = Self.partyInfo("apu", header), let v = Self.partyInfo("apv", header) else { return nil }
        parties = (u, v)
        self.algorithm = algorithm
        self.encryption = encryption
    }

    private static func partyInfo(_ name: String, _ header: JSONObject) -> [UInt8]? {
        guard header.contains(name) else { return [] }
        return header.single(name)?.stringValue.flatMap { Base64URL.decode($0) }
    }

    /// What is made of the secret that both have: the key that wraps, or else the content encryption key itself. The algorithm
    /// that it is for has a part in it (RFC 7518 §4.6.2).
    func derivedKey(from secret: [UInt8], wrappingKeyByteCount: Int?) -> [UInt8] {
        ConcatKDF.key(
            from: secret,
            byteCount: wrappingKeyByteCount ?? encryption.keyByteCount,
            algorithm: wrappingKeyByteCount == nil ? encryption.name : algorithm.name,
            parties: parties
        )
    }

    /// `epk` (RFC 7518 §4.6.1.1), if it is a public key on this very curve. Where it is one of Weierstrass, the point is on it.
    static func ephemeralKey(_ header: JSONObject, on curve: Curve) -> PublicKey? {
        guard let epk = header.single("epk")?.objectValue else { return nil }
        let members = JWKMembers(epk)
        return try? members.agreementKey(among: [curve]).key
    }
}

extension JWKMembers {
    /// A public key on one of these curves. Private members are refused: they have no business where others read them.
    func agreementKey(among curves: [Curve]) throws(JWKError) -> (curve: Curve, key: PublicKey) {
        try refusePrivateMembers()
        let type = try keyType()
        let curve = try curve(among: curves)
        guard type == (curve.isOctetKeyPair ? .edwards : .elliptic) else { throw .unsupportedCurve }
        let x = try octets("x", count: curve.byteCount)
        do {
            if curve.isOctetKeyPair { return (curve, try PublicKey(octetKeyPair: curve, x: x)) }
            return (curve, try PublicKey(curve: curve, x: x, y: try octets("y", count: curve.byteCount)))
        } catch let error as JWKError {
            throw error
        } catch {
            throw .notOnCurve
        }
    }
}
