import OpenSSL
import Text

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
    public var keyType: String { type.rawValue }
    let type: KeyType
    let curves: [Curve]
    let method: Method

    /// Whether one secret both signs and verifies.
    public var isSymmetric: Bool {
        if case .hmac = method { true } else { false }
    }

    private init(_ name: String, _ type: KeyType, _ curves: [Curve], _ method: Method) {
        self.name = name
        self.type = type
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
    /// HMAC with SHA-256 (RFC 7518 §3.2).
    public static let hs256 = JWSAlgorithm("HS256", .octets, [], .hmac(.sha256))
    /// HMAC with SHA-384 (RFC 7518 §3.2).
    public static let hs384 = JWSAlgorithm("HS384", .octets, [], .hmac(.sha384))
    /// HMAC with SHA-512 (RFC 7518 §3.2).
    public static let hs512 = JWSAlgorithm("HS512", .octets, [], .hmac(.sha512))

    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
    public static let rs256 = JWSAlgorithm("RS256", .rsa, [], .signature(.rsaPKCS1(.sha256)))
    /// RSASSA-PKCS1-v1_5 with SHA-384 (RFC 7518 §3.3).
    public static let rs384 = JWSAlgorithm("RS384", .rsa, [], .signature(.rsaPKCS1(.sha384)))
    /// RSASSA-PKCS1-v1_5 with SHA-512 (RFC 7518 §3.3).
    public static let rs512 = JWSAlgorithm("RS512", .rsa, [], .signature(.rsaPKCS1(.sha512)))

    /// RSASSA-PSS with SHA-256 (RFC 7518 §3.5).
    public static let ps256 = JWSAlgorithm("PS256", .rsa, [], .signature(.rsaPSS(.sha256)))
    /// RSASSA-PSS with SHA-384 (RFC 7518 §3.5).
    public static let ps384 = JWSAlgorithm("PS384", .rsa, [], .signature(.rsaPSS(.sha384)))
    /// RSASSA-PSS with SHA-512 (RFC 7518 §3.5).
    public static let ps512 = JWSAlgorithm("PS512", .rsa, [], .signature(.rsaPSS(.sha512)))

    /// ECDSA on P-256 with SHA-256 (RFC 7518 §3.4).
    public static let es256 = JWSAlgorithm("ES256", .elliptic, [.p256], .signature(.ecdsa(.sha256)))
    /// ECDSA on P-384 with SHA-384 (RFC 7518 §3.4).
    public static let es384 = JWSAlgorithm("ES384", .elliptic, [.p384], .signature(.ecdsa(.sha384)))
    /// ECDSA on P-521 with SHA-512 (RFC 7518 §3.4).
    public static let es512 = JWSAlgorithm("ES512", .elliptic, [.p521], .signature(.ecdsa(.sha512)))

    /// ECDSA on secp256k1 with SHA-256 (RFC 8812 §3.2).
    public static let es256k = JWSAlgorithm("ES256K", .elliptic, [.secp256k1], .signature(.ecdsa(.sha256)))

    /// Ed25519 or Ed448, as the key has it (RFC 8037 §3.1; deprecated by RFC 9864).
    public static let edDSA = JWSAlgorithm("EdDSA", .edwards, [.ed25519, .ed448], .signature(.eddsa))
    /// EdDSA on Ed25519 (RFC 9864 §2.2).
    public static let ed25519 = JWSAlgorithm("Ed25519", .edwards, [.ed25519], .signature(.eddsa))
    /// EdDSA on Ed448 (RFC 9864 §2.2).
    public static let ed448 = JWSAlgorithm("Ed448", .edwards, [.ed448], .signature(.eddsa))

    /// The table.
    public static let all: [JWSAlgorithm] = [
        .hs256, .hs384, .hs512, .rs256, .rs384, .rs512, .ps256, .ps384, .ps512,
        .es256, .es384, .es512, .es256k, .edDSA, .ed25519, .ed448,
    ]
}

extension JWSAlgorithm: Hashable, CustomStringConvertible {
    /// A name stands for one algorithm.
    public static func == (first: JWSAlgorithm, second: JWSAlgorithm) -> Bool {
        first.name == second.name
    }

    /// By name.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }

    /// ``name``.
    public var description: String {
        name
    }
}
