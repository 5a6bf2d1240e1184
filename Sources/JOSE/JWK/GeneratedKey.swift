import OpenSSL

/// A fresh private key, as the members of its JWK.
enum GeneratedKey {
    static func members(for algorithm: JWSAlgorithm) throws(OpenSSLError) -> JSONObject {
        switch algorithm.method {
        case .hmac(let hash):
            return ["kty": "oct", "k": value(OpenSSL.RandomBytes.make(count: hash.byteCount))]
        case .signature(.rsaPKCS1), .signature(.rsaPSS):
            return try rsaMembers()
        case .signature(.ecdsa), .signature(.eddsa):
            guard let curve = algorithm.curves.first else { return [:] }
            return curve.isEdwards ? try edwardsMembers(of: curve) : try ellipticMembers(of: curve)
        }
    }

    private static func rsaMembers() throws(OpenSSLError) -> JSONObject {
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

    private static func edwardsMembers(of curve: Curve) throws(OpenSSLError) -> JSONObject {
        let key = try PrivateKey.generate(curve: curve).edwardsComponents(of: curve)
        return ["kty": "OKP", "crv": .string(curve.name), "x": value(key.x), "d": value(key.d)]
    }

    private static func value(_ bytes: [UInt8]) -> JSONValue {
        .string(Base64URL.encode(bytes))
    }
}
