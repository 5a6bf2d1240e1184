/// A JWS whose signature holds. Only ``CompactJWS/verify(with:algorithm:)`` makes one.
public struct VerifiedJWS: Sendable {
    /// The protected header, covered by the signature.
    public let header: JOSEHeader
    /// The decoded payload, covered by the signature.
    public let payload: [UInt8]

    init(header: JOSEHeader, payload: [UInt8]) {
        self.header = header
        self.payload = payload
    }

    /// The payload as a JSON object, which that of a JWT must be (RFC 7519 §7.2).
    ///
    /// - Returns: its claims. What they say is still to be judged.
    /// - Throws: ``JSONError`` where it is not one.
    public func payloadObject() throws(JSONError) -> JSONObject {
        try JSONObject(parsing: payload)
    }
}
