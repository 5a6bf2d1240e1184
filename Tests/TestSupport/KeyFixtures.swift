import JOSE

@testable package import JWKS

package enum KeyFixtures {
    /// The RSA key of RFC 7517 appendix A.1, under another name.
    package static func key(_ keyID: String) -> String {
        #"{"kty":"RSA","n":"\#(modulus)","e":"AQAB","use":"sig","alg":"RS256","kid":"\#(keyID)"}"#
    }

    package static func set(_ keyIDs: String...) -> String {
        #"{"keys":[\#(keyIDs.map(key).joined(separator: ","))]}"#
    }

    package static func retrieved(_ keyIDs: String...) throws -> RetrievedKeys {
        let text = #"{"keys":[\#(keyIDs.map(key).joined(separator: ","))]}"#
        return try RetrievedKeys(document: Array(text.utf8), maxAge: nil)
    }

    private static let modulus =
        "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
        + "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdA"
        + "ZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
        + "kEgU8awapJzKnqDKgw"
}
