public import JOSE

/// Nonces that this server hands out for DPoP proofs (RFC 9449 §9). A proof with one was not made long ago, whatever the
/// client's clock says, and not in advance by somebody who could use the key for a while.
///
/// Nothing is stored: a nonce is a keyed hash of the time, in periods. That of the present period and that of the one
/// before are good, so one is good for two minutes at least and four at most. Servers with the same secret accept each
/// other's nonces.
public struct ServerNonces: Sendable {
    /// How long a nonce is handed out.
    public static let period = Duration.seconds(120)
    private let hash: HMACSHA256

    /// Nonces under a secret.
    ///
    /// - Parameter secret: At least 32 random bytes; `nil` for some that nobody else has.
    /// - Throws: `JWKError.secretTooShort`.
    public init(secret: [UInt8]? = nil) throws(JWKError) {
        hash = try HMACSHA256(secret: secret ?? RandomBytes.make(count: 32))
    }

    /// How much longer a nonce is good.
    enum Age {
        case current
        case previous
    }

    /// The nonce to hand out.
    public func nonce(at now: NumericDate) -> String {
        nonce(ofPeriod: Self.number(at: now))
    }

    /// `nil` for a nonce that is not, or no longer, good.
    func age(of nonce: String, at now: NumericDate) -> Age? {
        let number = Self.number(at: now)
        if isEqual(nonce, self.nonce(ofPeriod: number)) { return .current }
        return isEqual(nonce, self.nonce(ofPeriod: number - 1)) ? .previous : nil
    }

    private func nonce(ofPeriod number: Int64) -> String {
        Base64URL.encode(hash.authenticationCode(for: Array("DPoP-Nonce \(number)".utf8)))
    }

    private func isEqual(_ nonce: String, _ expected: String) -> Bool {
        ConstantTime.areEqual(Array(nonce.utf8), Array(expected.utf8))
    }

    private static func number(at now: NumericDate) -> Int64 {
        Int64((now.secondsSinceEpoch / (period / .seconds(1))).rounded(.down))
    }
}
