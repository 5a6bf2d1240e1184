/// Why a JSON object is not a key to verify with.
public enum JWKError: Error, Hashable {
    /// An element of `keys` that is no object.
    case notAnObject
    /// RFC 7517 §4.1.
    case unsupportedKeyType
    /// A `crv` that is unknown, or that does not sign (RFC 8037 §3.2: X25519, X448).
    case unsupportedCurve
    /// An `oct` key, which comes from a file of ours or not at all.
    case symmetric
    /// The named member belongs to a private key.
    case privateMember(String)
    /// The named member must be there.
    case missingMember(String)
    /// The named member has the wrong type, or is not written in the one form that it has.
    case malformedMember(String)
    /// Under 2048 bits (RFC 7518 §3.3).
    case modulusTooShort
    /// Over 8192 bits.
    case modulusTooLong
    /// Not an odd number from 3 to 2³² − 1.
    case exponentOutOfRange
    /// So large for so long a modulus that a verification costs more than one with 8192 bits and 65537.
    case exponentTooLarge
    /// Shorter than the hash (RFC 7518 §3.2).
    case secretTooShort
    /// RFC 7518 §6.2.1, RFC 8725 §3.4.
    case notOnCurve
    /// `alg` names nothing that signs here.
    case unsupportedAlgorithm
    /// `alg` names an algorithm for keys of another kind.
    case algorithmNotForKey
    /// One of more keys than a set may have.
    case tooManyKeys
}

extension JWKError: CustomStringConvertible {
    /// One sentence, without any value from the key.
    public var description: String {
        switch self {
        case .notAnObject: "The key is not a JSON object."
        case .unsupportedKeyType: "The key's kty is not RSA, EC or OKP."
        case .unsupportedCurve: "The key's crv is not a curve that signs and is supported."
        case .symmetric: "The key is symmetric."
        case .privateMember(let name): "The key has the private member \(name)."
        case .missingMember(let name): "The key has no \(name)."
        case .malformedMember(let name): "The key's \(name) is malformed."
        case .modulusTooShort: "The key's modulus has less than 2048 bits."
        case .modulusTooLong: "The key's modulus has more than 8192 bits."
        case .exponentOutOfRange: "The key's exponent is not an odd number from 3 to 4294967295."
        case .exponentTooLarge: "The key's exponent is too large for a modulus of this length."
        case .secretTooShort: "The secret is shorter than the hash."
        case .notOnCurve: "The key's point is not on its curve."
        case .unsupportedAlgorithm: "The key's alg is not a signature algorithm that is supported."
        case .algorithmNotForKey: "The key's alg is for keys of another kind."
        case .tooManyKeys: "The set has more keys than are read."
        }
    }
}
