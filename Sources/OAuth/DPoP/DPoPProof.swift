public import JOSE

/// A DPoP proof (RFC 9449 §4.2) that is well-formed: one compact JWS with every claim that it must have, each of its type.
/// Nothing in it is verified.
public struct DPoPProof: Sendable {
    /// A longer proof is refused before any parsing, in bytes. It leaves room for RSA keys of up to 8192 bits, and so bounds
    /// what one verification costs.
    public static let longest = 4_096
    /// The longest `jti`, in bytes.
    public static let longestIdentifier = 256

    /// `jti`.
    public let identifier: String
    /// `htm`.
    public let method: String
    /// `htu`, as it was sent.
    public let uri: String
    /// `iat`: any number that JSON has, as RFC 7519 §2 wants it.
    public let issuedAt: NumericDate
    /// `ath`; `nil` in a proof for a token endpoint.
    public let accessTokenHash: String?
    /// `nonce`.
    public let nonce: String?
    let jws: CompactJWS

    /// The JOSE header.
    public var header: JOSEHeader { jws.header }
    /// `jwk`; `nil` if it is missing, or not an object.
    public var jwk: JSONObject? { header.parameters["jwk"]?.objectValue }

    /// Takes the one proof of a request: steps 1 to 3 of RFC 9449 §4.3.
    ///
    /// - Parameter fieldValues: The value of every `DPoP` header field line.
    /// - Throws: ``TokenValidationError/dpopProofMissing``, ``TokenValidationError/dpopProofInvalid(detail:)``.
    public init(fieldValues: [String]) throws(TokenValidationError) {
        guard let value = fieldValues.first else { throw .dpopProofMissing }
        // RFC 9449 §4.3 step 1: of two proofs, a party along the way may have looked at the other one.
        guard fieldValues.count == 1 else { throw Self.invalid("two proofs") }
        do throws(TokenValidationError) { try self.init(value) } catch {
            // A web server may join two lines by a comma (RFC 9110 §5.2), which no proof has in it: a good one need not be
            // searched for it.
            throw value.utf8.contains(UInt8(ascii: ",")) ? Self.invalid("two proofs") : error
        }
    }

    /// Reads a proof by itself: steps 2 and 3 of RFC 9449 §4.3.
    ///
    /// - Throws: ``TokenValidationError/dpopProofInvalid(detail:)``.
    public init(_ text: String) throws(TokenValidationError) {
        guard text.utf8.count <= Self.longest else { throw Self.invalid("longer than \(Self.longest) bytes") }
        do { jws = try CompactJWS(text) } catch { throw Self.invalid("\(error)") }
        let claims: JSONObject
        do { claims = try JSONObject(parsing: jws.payload) } catch {
            throw Self.invalid("the payload is not a JSON object: \(error)")
        }
        identifier = try Self.required("jti", in: claims)
        guard (1...Self.longestIdentifier).contains(identifier.utf8.count) else {
            throw Self.invalid("claim jti is empty, or longer than \(Self.longestIdentifier) bytes")
        }
        method = try Self.required("htm", in: claims)
        uri = try Self.required("htu", in: claims)
        guard let issuedAt = claims["iat"]?.doubleValue else { throw Self.invalid("claim iat is not a number") }
        self.issuedAt = NumericDate(secondsSinceEpoch: issuedAt)
        accessTokenHash = try Self.string("ath", in: claims)
        nonce = try Self.string("nonce", in: claims)
    }

    private static func required(_ name: String, in claims: JSONObject) throws(TokenValidationError) -> String {
        guard let string = try string(name, in: claims) else { throw invalid("claim \(name) is missing") }
        return string
    }

    private static func string(_ name: String, in claims: JSONObject) throws(TokenValidationError) -> String? {
        guard let value = claims[name] else { return nil }
        guard let string = value.stringValue else { throw invalid("claim \(name) is not a string") }
        return string
    }

    private static func invalid(_ detail: String) -> TokenValidationError {
        .dpopProofInvalid(detail: detail)
    }
}
