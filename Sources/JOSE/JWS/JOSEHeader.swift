/// The protected header of a compact JWS, in a form that may be acted upon. Its values are not trusted.
public struct JOSEHeader: Sendable, Hashable {
    /// All of its parameters; those that are not known are ignored (RFC 7515 §4.2).
    public let parameters: JSONObject
    /// `alg` (RFC 7515 §4.1.1), whether or not it names an algorithm.
    public let algorithm: String
    /// `kid` (RFC 7515 §4.1.4).
    public let keyID: String?
    /// `typ` (RFC 7515 §4.1.9).
    public let type: String?

    init(_ parameters: JSONObject) throws(CompactJWSError) {
        // RFC 7515 §4.1.11: an extension that is not understood must be refused, and none is understood here. An empty
        // list, or one that is no list, must not be there at all.
        guard !parameters.contains("crit") else { throw .critical }
        // RFC 7797 §3.
        if parameters.contains("b64"), parameters.single("b64") != true { throw .unencodedPayload }
        guard let algorithm = parameters.single("alg")?.stringValue else { throw .algorithmMissing }
        self.parameters = parameters
        self.algorithm = algorithm
        keyID = try JOSEHeader.string("kid", in: parameters, orThrow: .keyIDNotString)
        type = try JOSEHeader.string("typ", in: parameters, orThrow: .typeNotString)
    }

    private static func string(
        _ name: String,
        in parameters: JSONObject,
        orThrow error: CompactJWSError
    ) throws(CompactJWSError) -> String? {
        switch parameters.look(name) {
        case .absent: return nil
        case .single(.string(let string)): return string
        default: throw error
        }
    }
}
