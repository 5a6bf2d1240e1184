import JOSE

/// A token that is well-formed. Nothing it says may be believed yet; it only decides whose keys to try.
///
/// One object, which rules and later stages share: a copy of all its parts costs more than most rules.
final class UnverifiedToken: Sendable {
    let jws: CompactJWS
    let claims: JSONObject

    /// The token of a text, if every rule about that holds.
    ///
    /// - Throws: The first of ``TokenRules/ofText`` that does not hold.
    static func read(
        _ text: String,
        maxBytes: Int,
        decryptionKeys: DecryptionKeySet? = nil
    ) throws(TokenValidationError) -> UnverifiedToken {
        var subject = TokenText(text, maxBytes: maxBytes, decryptionKeys: decryptionKeys)
        try TokenRules.ofText.judge(&subject)
        guard let token = subject.token else { throw .tokenMalformed() }
        return token
    }

    /// - Throws: ``TokenValidationError/tokenMalformed(detail:)``.
    convenience init(_ text: String) throws(TokenValidationError) {
        try self.init(Array(text.utf8))
    }

    /// - Throws: ``TokenValidationError/tokenMalformed(detail:)``.
    init(_ text: [UInt8]) throws(TokenValidationError) {
        do { jws = try CompactJWS(text) } catch {
            throw .tokenMalformed(detail: "\(error)")
        }
        // RFC 7519 §7.2, steps 7 to 10: the payload is a JSON object.
        do { claims = try JSONObject(parsing: jws.payload) } catch {
            throw .tokenMalformed(detail: "the payload is not a JSON object: \(error)")
        }
    }
}
