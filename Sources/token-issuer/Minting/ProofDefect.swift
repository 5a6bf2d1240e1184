import ArgumentParser
import JOSE
import ResourceServerTesting

/// What is wrong with a proof that is broken on purpose.
enum ProofDefect: String, CaseIterable, Sendable, ExpressibleByArgument {
    case expired
    case tooNew = "too-new"
    case wrongMethod = "wrong-method"
    case wrongURL = "wrong-url"
    case wrongToken = "wrong-token"
    case wrongType = "wrong-type"
    case privateKey = "private-key"
    case badSignature = "bad-signature"

    /// More than any acceptance window, in seconds.
    private static let hours: Int64 = 7200

    func apply(to claims: inout ProofClaims) {
        switch self {
        case .expired: claims.issuedAt -= Self.hours
        case .tooNew: claims.issuedAt += Self.hours
        case .wrongMethod: claims.method = claims.method == "DELETE" ? "GET" : "DELETE"
        case .wrongURL: claims.url = "https://another-api.example.com/"
        case .wrongToken: claims.accessToken = "another"
        case .wrongType, .privateKey, .badSignature: break
        }
    }

    func apply(toHeader header: inout JSONObject, _ key: SigningKey) {
        switch self {
        case .wrongType: header["typ"] = "JWT"
        case .privateKey: header["jwk"] = .object(key.privateJWK)
        default: break
        }
    }

    func apply(toProof proof: inout String) {
        if self == .badSignature { TokenDefect.badSignature.apply(toToken: &proof) }
    }
}
