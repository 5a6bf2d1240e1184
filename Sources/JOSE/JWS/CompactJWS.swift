import Text

/// A JSON Web Signature in its compact serialisation (RFC 7515 §7.1), well-formed. Nothing in it is verified.
public struct CompactJWS: Sendable {
    /// What it says about itself. Not verified.
    public let header: JOSEHeader
    /// Decoded, and not to be believed before ``verify(with:algorithm:)`` has returned.
    public let payload: [UInt8]
    private let text: [UInt8]
    /// How much of the text is signed: header, dot, payload, exactly as they came (RFC 7515 §5.2).
    private let signedByteCount: Int
    private let signature: [UInt8]

    /// How long it is, as it was sent.
    package var byteCount: Int { text.count }

    /// - Throws: ``CompactJWSError`` where the text is not three parts of strict base64url, the first a JSON object
    ///   whose parameters can be acted upon.
    public init(_ text: String) throws(CompactJWSError) {
        try self.init(Array(text.utf8))
    }

    /// - Throws: ``CompactJWSError``, as `init(_:)` of a string.
    public init(_ text: [UInt8]) throws(CompactJWSError) {
        guard let first = CompactJWS.dot(in: text.span, from: 0),
            let second = CompactJWS.dot(in: text.span, from: first + 1)
        else { throw .notThreeParts }
        let header = try CompactJWS.decode(.header, text.span.extracting(..<first))
        let payload = try CompactJWS.decode(.payload, text.span.extracting(first + 1..<second))
        let signature = try CompactJWS.decode(.signature, text.span.extracting((second + 1)...))
        self.header = try JOSEHeader(try CompactJWS.parameters(header))
        self.payload = payload
        self.text = text
        self.signature = signature
        signedByteCount = second
    }

    /// Header and payload may be believed to come from the key's owner once this has returned.
    ///
    /// - Parameters:
    ///   - key: the key that the signature must have been made with.
    ///   - algorithm: what the caller allows; the header must name the same.
    /// - Throws: ``SignatureError`` unless the signature holds.
    public func verify(with key: JWK, algorithm: JWSAlgorithm) throws(SignatureError) {
        guard header.algorithm.isSameText(as: algorithm.name) else { throw .algorithmMismatch }
        guard key.isUsable(for: algorithm) else { throw .keyNotUsable }
        let message = text.span.extracting(..<signedByteCount)
        try key.material.verify(signature.span, for: message, algorithm: algorithm)
    }

    private static func dot(in text: Span<UInt8>, from start: Int) -> Int? {
        var position = start
        while let word = ByteWord(text, at: position) {
            if let place = word.first(UInt8(ascii: ".")) { return position + place }
            position &+= ByteWord.byteCount
        }
        while position < text.count {
            if text[position] == UInt8(ascii: ".") { return position }
            position &+= 1
        }
        return nil
    }

    private static func decode(_ part: CompactJWSError.Part, _ text: Span<UInt8>) throws(CompactJWSError) -> [UInt8] {
        if let bytes = Base64URL.decode(text) { return bytes }
        // A further dot is in the last of the three parts, and no character of it.
        throw dot(in: text, from: 0) == nil ? .notBase64URL(part) : .notThreeParts
    }

    private static func parameters(_ header: [UInt8]) throws(CompactJWSError) -> JSONObject {
        do {
            return try JSONObject(parsing: header)
        } catch {
            throw .headerNotJSONObject(error)
        }
    }
}
