import OpenSSL

/// An algorithm that signs: a row of the table that everything else reads.
public struct JWSAlgorithm: Sendable {
    /// How a message is authenticated.
    enum Method: Sendable, Hashable {
        case hmac(HashAlgorithm)
        case signature(SignatureScheme)
    }

    /// The value of `alg`, in its exact spelling.
    public let name: String
    /// The value of `kty` that its keys have.
    public let keyType: String
    let curves: [Curve]
    let method: Method

    /// Whether one secret both signs and verifies.
    public var isSymmetric: Bool {
        if case .hmac = method { true } else { false }
    }

    private init(_ name: String, _ keyType: String, _ curves: [Curve], _ method: Method) {
        self.name = name
        self.keyType = keyType
        self.curves = curves
        self.method = method
    }

    /// - Parameter name: the value of `alg`; case matters (RFC 7515 §4.1.1). `none` is no algorithm.
    public init?(named name: String) {
        guard let algorithm = JWSAlgorithm.all.first(where: { $0.name.isSameText(as: name) }) else { return nil }
        self = algorithm
    }
}

extension JWSAlgorithm {
    // RFC 7518 §3.2: the secret is at least as long as the hash.
    public static let hs256 = JWSAlgorithm("HS256", "oct", [], .hmac(.sha256))
    public static let hs384 = JWSAlgorithm("HS384", "oct", [], .hmac(.sha384))
    public static let hs512 = JWSAlgorithm("HS512", "oct", [], .hmac(.sha512))

    // RFC 7518 §3.3: 2048 bits or more.
    public static let rs256 = JWSAlgorithm("RS256", "RSA", [], .signature(.rsaPKCS1(.sha256)))
    public static let rs384 = JWSAlgorithm("RS384", "RSA", [], .signature(.rsaPKCS1(.sha384)))
    public static let rs512 = JWSAlgorithm("RS512", "RSA", [], .signature(.rsaPKCS1(.sha512)))

    // RFC 7518 §3.5: 2048 bits or more, a salt as long as the hash.
    public static let ps256 = JWSAlgorithm("PS256", "RSA", [], .signature(.rsaPSS(.sha256)))
    public static let ps384 = JWSAlgorithm("PS384", "RSA", [], .signature(.rsaPSS(.sha384)))
    public static let ps512 = JWSAlgorithm("PS512", "RSA", [], .signature(.rsaPSS(.sha512)))

    // RFC 7518 §3.4: the algorithm names the curve.
    public static let es256 = JWSAlgorithm("ES256", "EC", [.p256], .signature(.ecdsa(.sha256)))
    public static let es384 = JWSAlgorithm("ES384", "EC", [.p384], .signature(.ecdsa(.sha384)))
    public static let es512 = JWSAlgorithm("ES512", "EC", [.p521], .signature(.ecdsa(.sha512)))

    // RFC 8812 §3.2.
    public static let es256k = JWSAlgorithm("ES256K", "EC", [.secp256k1], .signature(.ecdsa(.sha256)))

    // RFC 8037 §3.1: the key names the curve. RFC 9864 §2.2: the algorithm does.
    public static let edDSA = JWSAlgorithm("EdDSA", "OKP", [.ed25519, .ed448], .signature(.eddsa))
    public static let ed25519 = JWSAlgorithm("Ed25519", "OKP", [.ed25519], .signature(.eddsa))
    public static let ed448 = JWSAlgorithm("Ed448", "OKP", [.ed448], .signature(.eddsa))

    public static let all: [JWSAlgorithm] = [
        .hs256, .hs384, .hs512, .rs256, .rs384, .rs512, .ps256, .ps384, .ps512,
        .es256, .es384, .es512, .es256k, .edDSA, .ed25519, .ed448,
    ]
}

extension JWSAlgorithm: Hashable, CustomStringConvertible {
    public static func == (first: JWSAlgorithm, second: JWSAlgorithm) -> Bool {
        first.name == second.name
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }

    public var description: String {
        name
    }
}
