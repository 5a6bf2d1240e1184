/// A JSON Web Signature in its compact serialisation (RFC 7515 §7.1), well-formed. Nothing in it is verified.
public struct CompactJWS: Sendable {
    /// What it says about itself. Not verified.
    public let header: JOSEHeader
    /// Decoded, and not to be believed before ``verify(with:algorithm:)`` has returned it.
    public let payload: [UInt8]
    private let text: [UInt8]
    /// How much of the text is signed: header, dot, payload, exactly as they came (RFC 7515 §5.2).
    private let signedByteCount: Int
    private let signature: [UInt8]

    /// - Throws: ``CompactJWSError`` where the text is not three parts of strict base64url, the first a JSON object
    ///   whose parameters can be acted upon.
    public init(_ text: String) throws(CompactJWSError) {
        try self.init(Array(text.utf8))
    }

    /// - Throws: ``CompactJWSError``, as `init(_:)` of a string.
    public init(_ text: [UInt8]) throws(CompactJWSError) {
        guard let dots = CompactJWS.dots(in: text) else { throw .notThreeParts }
        guard let header = Base64URL.decode(text.span.extracting(..<dots.first)) else {
            throw .notBase64URL(.header)
        }
        guard let payload = Base64URL.decode(text.span.extracting(dots.first + 1..<dots.second)) else {
            throw .notBase64URL(.payload)
        }
        guard let signature = Base64URL.decode(text.span.extracting((dots.second + 1)...)) else {
            throw .notBase64URL(.signature)
        }
        self.header = try JOSEHeader(try CompactJWS.parameters(header))
        self.payload = payload
        self.text = text
        self.signature = signature
        signedByteCount = dots.second
    }

    /// - Parameters:
    ///   - key: the key that the signature must have been made with.
    ///   - algorithm: what the caller allows; the header must name the same.
    /// - Returns: the same header and payload, which may now be believed to come from the key's owner.
    /// - Throws: ``SignatureError`` unless the signature holds.
    public func verify(with key: JWK, algorithm: JWSAlgorithm) throws(SignatureError) -> VerifiedJWS {
        guard header.algorithm.isSameText(as: algorithm.name) else { throw .algorithmMismatch }
        guard key.isUsable(for: algorithm) else { throw .keyNotUsable }
        let message = text.span.extracting(..<signedByteCount)
        try key.material.verify(signature.span, for: message, algorithm: algorithm)
        return VerifiedJWS(header: header, payload: payload)
    }

    /// Where the two dots are; `nil` where there are not exactly two.
    private static func dots(in text: [UInt8]) -> (first: Int, second: Int)? {
        guard let first = text.firstIndex(of: UInt8(ascii: ".")) else { return nil }
        guard let second = text[(first + 1)...].firstIndex(of: UInt8(ascii: ".")) else { return nil }
        guard !text[(second + 1)...].contains(UInt8(ascii: ".")) else { return nil }
        return (first, second)
    }

    private static func parameters(_ header: [UInt8]) throws(CompactJWSError) -> JSONObject {
        do {
            return try JSONObject(parsing: header)
        } catch {
            throw .headerNotJSONObject(error)
        }
    }
}
