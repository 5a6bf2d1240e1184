import OpenSSL

/// What a ``SigningKey`` signs with.
enum Signer: Sendable {
    case secret(HMACKey)
    case privateKey(PrivateKey, SignatureScheme, coordinateByteCount: Int)

    /// Reads the members of a private JWK.
    init(_ members: JWKMembers, algorithm: JWSAlgorithm) throws(JWKError) {
        switch algorithm.method {
        case .hmac(let hash):
            let secret = try members.octets("k")
            guard let key = try? HMACKey(secret: secret, hash: hash) else { throw .malformedMember("k") }
            self = .secret(key)
        case .signature(let scheme):
            let key =
                switch scheme {
                case .rsaPKCS1, .rsaPSS: try members.rsaPrivateKey()
                case .ecdsa: try members.ellipticPrivateKey(among: algorithm.curves)
                case .eddsa: try members.octetPrivateKey(among: algorithm.curves)
                }
            let coordinateByteCount = algorithm.curves.first?.byteCount ?? 0
            self = .privateKey(key, scheme, coordinateByteCount: coordinateByteCount)
        }
    }

    func signature(for message: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        switch self {
        case .secret(let key):
            key.authenticationCode(for: message.span)
        case .privateKey(let key, let scheme, let coordinateByteCount):
            try key.signature(for: message, scheme: scheme, coordinateByteCount: coordinateByteCount)
        }
    }
}

extension JWKMembers {
    /// RFC 7518 §6.3.2. All of the members for the Chinese remainder theorem must be there.
    func rsaPrivateKey() throws(JWKError) -> PrivateKey {
        let components = PrivateKey.RSAComponents(
            modulus: try integer("n"),
            publicExponent: try integer("e"),
            privateExponent: try integer("d"),
            primes: (try integer("p"), try integer("q")),
            exponents: (try integer("dp"), try integer("dq")),
            coefficient: try integer("qi")
        )
        guard let key = try? PrivateKey(rsa: components) else { throw .malformedMember("d") }
        return key
    }

    /// RFC 7518 §6.2.2.
    func ellipticPrivateKey(among curves: [Curve]) throws(JWKError) -> PrivateKey {
        let curve = try curve(among: curves)
        let d = try octets("d", count: curve.byteCount)
        let x = try octets("x", count: curve.byteCount)
        let y = try octets("y", count: curve.byteCount)
        guard let key = try? PrivateKey(curve: curve, d: d, x: x, y: y) else { throw .malformedMember("d") }
        return key
    }

    /// RFC 8037 §2.
    func octetPrivateKey(among curves: [Curve]) throws(JWKError) -> PrivateKey {
        let curve = try curve(among: curves)
        let d = try octets("d", count: curve.byteCount)
        let x = try octets("x", count: curve.byteCount)
        guard let key = try? PrivateKey(octetKeyPair: curve, d: d, x: x) else { throw .malformedMember("d") }
        return key
    }
}
