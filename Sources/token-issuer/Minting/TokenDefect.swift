import ArgumentParser
import JOSE

/// What is wrong with a token that is broken on purpose.
enum TokenDefect: String, CaseIterable, Sendable, ExpressibleByArgument {
    case expired
    case notYetValid = "not-yet-valid"
    case wrongAudience = "wrong-audience"
    case wrongIssuer = "wrong-issuer"
    case badSignature = "bad-signature"
    case noExpiry = "no-exp"
    case unknownKeyID = "unknown-kid"

    /// Far more than any clock tolerance, in seconds.
    private static let hour: Int64 = 3600

    func apply(to claims: inout JSONObject, issuedAt now: Int64) {
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

    func apply(toHeader header: inout JSONObject) {
        if self == .unknownKeyID { header["kid"] = "unknown" }
    }

    /// The signature keeps its length and its encoding: only its value is wrong.
    func apply(toToken token: inout String) {
        guard self == .badSignature, let dot = token.lastIndex(of: ".") else { return }
        guard var signature = Base64URL.decode(String(token[token.index(after: dot)...])), !signature.isEmpty else {
            return
        }
        signature[signature.count / 2] ^= 1
        token = token[...dot] + Base64URL.encode(signature)
    }
}
