import JOSE

/// A token that is well-formed. Nothing it says may be believed yet; it only decides whose keys to try.
struct UnverifiedToken: Sendable {
    let jws: CompactJWS
    let claims: JSONObject

    /// - Throws: ``TokenValidationError/Code/tokenMalformed``.
    init(_ text: String) throws(TokenValidationError) {
        do { jws = try CompactJWS(text) } catch {
            throw TokenValidationError(.tokenMalformed, detail: "\(error)")
        }
        // RFC 7519 §7.2, steps 7 to 10: the payload is a JSON object.
        do { claims = try JSONObject(parsing: jws.payload) } catch {
            throw TokenValidationError(.tokenMalformed, detail: "the payload is not a JSON object: \(error)")
        }
    }
}
