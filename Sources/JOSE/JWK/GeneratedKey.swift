import OpenSSL

/// A fresh private key, as the members of its JWK.
enum GeneratedKey {
    static func members(for algorithm: JWSAlgorithm) throws(OpenSSLError) -> JSONObject {
        switch algorithm.method {
        case .hmac(let hash):
            return secretMembers(byteCount: hash.byteCount)
        case .signature(.rsaPKCS1), .signature(.rsaPSS):
            return try rsaMembers()
        case .signature(.ecdsa), .signature(.eddsa):
            guard let curve = algorithm.curves.first else { return [:] }
            return try members(on: curve)
        }
    }

    static func members(on curve: Curve) throws(OpenSSLError) -> JSONObject {
        curve.isOctetKeyPair ? try octetKeyPairMembers(of: curve) : try ellipticMembers(of: curve)
    }

    static func rsaMembers() throws(OpenSSLError) -> JSONObject {
        let key = try PrivateKey.generate(rsaBits: 2048).rsaComponents
        return [
            "kty": "RSA", "n": value(key.modulus), "e": value(key.publicExponent), "d": value(key.privateExponent),
            "p": value(key.primes.first), "q": value(key.primes.second),
            "dp": value(key.exponents.first), "dq": value(key.exponents.second), "qi": value(key.coefficient),
        ]
    }

    private static func ellipticMembers(of curve: Curve) throws(OpenSSLError) -> JSONObject {
        let key = try PrivateKey.generate(curve: curve).ellipticComponents(of: curve)
        return ["kty": "EC", "crv": .string(curve.name), "x": value(key.x), "y": value(key.y), "d": value(key.d)]
    }

    private static func octetKeyPairMembers(of curve: Curve) throws(OpenSSLError) -> JSONObject {
        let key = try PrivateKey.generate(curve: curve).octetComponents(of: curve)
        return ["kty": "OKP", "crv": .string(curve.name), "x": value(key.x), "d": value(key.d)]
    }

    private static func value(_ bytes: [UInt8]) -> JSONValue {
        .string(Base64URL.encode(bytes))
    }

    static func secretMembers(byteCount: Int) -> JSONObject {
        ["kty": "oct", "k": value(OpenSSL.RandomBytes.make(count: byteCount))]
    }

    /// The public half of a key on a curve.
    static func publicMembers(of key: PrivateKey, on curve: Curve) throws(OpenSSLError) -> JSONObject {
        let name = JSONValue.string(curve.name)
        if curve.isOctetKeyPair {
            return ["kty": "OKP", "crv": name, "x": value(try key.octetComponents(of: curve).x)]
        }
        let point = try key.ellipticComponents(of: curve)
        return ["kty": "EC", "crv": name, "x": value(point.x), "y": value(point.y)]
    }
}
