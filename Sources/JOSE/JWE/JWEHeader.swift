/// The protected header of a compact JWE, in a form that may be acted upon. Whoever has the public key can write one.
public struct JWEHeader: Sendable, Hashable {
    /// All of its parameters; those that are not known are ignored (RFC 7516 §4.2).
    public let parameters: JSONObject
    /// `alg` (RFC 7516 §4.1.1), whether or not it names an algorithm.
    public let algorithm: String
    /// `enc` (RFC 7516 §4.1.2), whether or not it names an algorithm.
    public let encryption: String
    /// `kid` (RFC 7516 §4.1.6).
    public let keyID: String?
    /// `cty` (RFC 7516 §4.1.12).
    public let contentType: String?

    init(_ parameters: JSONObject) throws(CompactJWEError) {
        guard !parameters.contains("crit") else { throw .critical }
        guard !parameters.contains("zip") else { throw .compressed }
        guard let algorithm = parameters.single("alg")?.stringValue else { throw .algorithmMissing }
        guard let encryption = parameters.single("enc")?.stringValue else { throw .encryptionMissing }
        self.parameters = parameters
        self.algorithm = algorithm
        self.encryption = encryption
        keyID = try Self.string("kid", in: parameters, orThrow: .keyIDNotString)
        contentType = try Self.string("cty", in: parameters, orThrow: .contentTypeNotString)
    }

    private static func string(
        _ name: String,
        in parameters: JSONObject,
        orThrow error: CompactJWEError
    ) throws(CompactJWEError) -> String? {
        if let string = parameters.single(name)?.stringValue { return string }
        guard !parameters.contains(name) else { throw error }
        return nil
    }
}
