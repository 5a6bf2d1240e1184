/// A JWS whose signature holds. Only ``CompactJWS/verify(with:algorithm:)`` makes one.
public struct VerifiedJWS: Sendable {
    public let header: JOSEHeader
    public let payload: [UInt8]

    init(header: JOSEHeader, payload: [UInt8]) {
        self.header = header
        self.payload = payload
    }

    /// The payload as a JSON object, which that of a JWT must be (RFC 7519 §7.2).
    ///
    /// - Throws: ``JSONError`` where it is not one.
    public func payloadObject() throws(JSONError) -> JSONObject {
        try JSONObject(parsing: payload)
    }
}
