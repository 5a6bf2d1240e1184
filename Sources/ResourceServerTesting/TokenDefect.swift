package import JOSE

/// What is wrong with a token that is broken on purpose.
public enum TokenDefect: String, CaseIterable, Sendable {
    /// Its `exp` passed an hour ago.
    case expired
    /// Its `nbf` is in an hour.
    case notYetValid = "not-yet-valid"
    /// It is for another API.
    case wrongAudience = "wrong-audience"
    /// It names another issuer.
    case wrongIssuer = "wrong-issuer"
    /// Its signature is as long as a good one, with another value.
    case badSignature = "bad-signature"
    /// It has no `exp`.
    case noExpiry = "no-exp"
    /// Its `kid` is none of the issuer's.
    case unknownKeyID = "unknown-kid"

    /// Far more than any clock tolerance, in seconds.
    private static let hour: Int64 = 3600

    package func apply(to claims: inout JSONObject, issuedAt now: Int64) {
        switch self {
        case .expired:
            claims["iat"] = .integer(now - 2 * Self.hour)
            claims["exp"] = .integer(now - Self.hour)
        case .notYetValid: claims["nbf"] = .integer(now + Self.hour)
        case .wrongAudience: claims["aud"] = "https://another-api.example.com"
        case .wrongIssuer: claims["iss"] = "https://another-issuer.example.com/"
        case .noExpiry: claims["exp"] = nil
        case .badSignature, .unknownKeyID: break
        }
    }

    package func apply(toHeader header: inout JSONObject) {
        if self == .unknownKeyID { header["kid"] = "unknown" }
    }

    /// The signature keeps its length and its encoding: only its value is wrong.
    package func apply(toToken token: inout String) {
        guard self == .badSignature, let dot = token.lastIndex(of: ".") else { return }
        guard var signature = Base64URL.decode(String(token[token.index(after: dot)...])), !signature.isEmpty else {
            return
        }
        signature[signature.count / 2] ^= 1
        token = token[...dot] + Base64URL.encode(signature)
    }
}
