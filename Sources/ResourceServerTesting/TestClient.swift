public import JOSE
import OAuth

/// A client that proves to hold a key (RFC 9449 §4).
public struct TestClient: Sendable {
    /// What it signs proofs with.
    public let key: SigningKey
    /// The time at which proofs are made.
    public let clock: TestClock

    /// A client with a fresh key, whose clock is that of an issuer.
    ///
    /// - Throws: `SigningKeyError` when there can be no key.
    public init(algorithm: JWSAlgorithm = .es256, clock: TestClock) throws(SigningKeyError) {
        key = try SigningKey.generate(algorithm)
        self.clock = clock
    }

    /// The thumbprint of its key (RFC 7638), to which tokens are bound.
    public var thumbprint: String { key.verificationKey.thumbprint }

    /// A proof for one request.
    ///
    /// - Parameters:
    ///   - token: The access token that goes with it.
    ///   - url: The request's, without query and fragment: `https://api.example/orders`.
    ///   - method: The request's.
    ///   - claims: Further claims, such as `nonce`, or other values of those that are there anyway.
    /// - Returns: The proof, another one each time.
    /// - Throws: `SigningKeyError` when it cannot be signed.
    public func proof(
        for token: String,
        url: String,
        method: String = "GET",
        claims: JSONObject = [:]
    ) throws(SigningKeyError) -> String {
        var jwk = key.publicJWK
        for name in ["kid", "alg", "use"] { jwk[name] = nil }
        var payload: JSONObject = [
            "jti": .string(Base64URL.encode(RandomBytes.make(count: 16))), "htm": .string(method), "htu": .string(url),
            "iat": .number(clock.now.secondsSinceEpoch), "ath": .string(Base64URL.encode(SHA256.digest(of: token))),
        ]
        for name in claims.names { payload[name] = claims[name] }
        return try key.sign(payload, header: ["typ": "dpop+jwt", "jwk": .object(jwk)])
    }
}
