import JOSE

/// What is no token of JOSE's: only its issuer can read it.
enum OpaqueText {
    /// Whether it has neither the form of a JWS (RFC 7515 §3.1) nor of a JWE (RFC 7516 §3.1), whose headers say so: three parts
    /// of which the first has `alg`, or five with `enc`. What has, and is malformed, is nobody else's to see.
    static func isOne(_ text: String) -> Bool {
        guard !text.isEmpty else { return false }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 5, omittingEmptySubsequences: false)
        guard parts.count == 3 || parts.count == 5, let bytes = Base64URL.decode(String(Substring(parts[0]))),
            let header = try? JSONObject(parsing: bytes)
        else { return true }
        return !header.contains(parts.count == 3 ? "alg" : "enc")
    }
}
