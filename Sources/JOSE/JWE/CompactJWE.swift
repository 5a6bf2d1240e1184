import Text

/// A JSON Web Encryption in its compact serialisation (RFC 7516 §7.1), well-formed. Nothing in it is decrypted.
public struct CompactJWE: Sendable {
    /// What it says about itself.
    public let header: JWEHeader
    let encryptedKey: [UInt8]
    let content: SealedContent
    /// The header's part as it came (RFC 7516 §5.2, step 15).
    let additionalData: [UInt8]

    /// Whether a text has the five parts of a compact JWE, whatever is in them.
    public static func isLike(_ text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: ".") } == 4
    }

    /// - Throws: ``CompactJWEError`` where the text is not five parts of strict base64url, the first a JSON object whose
    ///   parameters can be acted upon.
    public init(_ text: String) throws(CompactJWEError) {
        try self.init(Array(text.utf8))
    }

    /// - Throws: ``CompactJWEError``, as `init(_:)` of a string.
    public init(_ text: [UInt8]) throws(CompactJWEError) {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 5 else { throw .notFiveParts }
        header = try JWEHeader(try Self.parameters(try Self.decode(.header, parts[0])))
        encryptedKey = try Self.decode(.encryptedKey, parts[1])
        content = SealedContent(
            vector: try Self.decode(.initializationVector, parts[2]),
            ciphertext: try Self.decode(.ciphertext, parts[3]),
            tag: try Self.decode(.authenticationTag, parts[4])
        )
        additionalData = Array(parts[0])
    }

    private static func decode(
        _ part: CompactJWEError.Part,
        _ text: ArraySlice<UInt8>
    ) throws(CompactJWEError) -> [UInt8] {
        guard let bytes = Base64URL.decode(text) else { throw .notBase64URL(part) }
        return bytes
    }

    private static func parameters(_ header: [UInt8]) throws(CompactJWEError) -> JSONObject {
        do {
            return try JSONObject(parsing: header)
        } catch {
            throw .headerNotJSONObject(error)
        }
    }
}
