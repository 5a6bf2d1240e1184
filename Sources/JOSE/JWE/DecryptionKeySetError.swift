/// Why a private JWK set is not taken.
public enum DecryptionKeySetError: Error, Hashable {
    /// It is not JSON.
    case notJSON(JSONError)
    /// There is no array `keys`, or nothing in it.
    case noKeys
    /// There are more than ``DecryptionKeySet/maximumKeys``.
    case tooManyKeys
    /// A key, counted from 1, is none that decrypts here.
    case invalidKey(Int, DecryptionKeyError)
    /// A key, counted from 1, has the `kid` of one before it, or neither has any and both are for the same.
    case ambiguousKey(Int)
}

extension DecryptionKeySetError: CustomStringConvertible {
    /// A clause, without any value from a key.
    public var description: String {
        switch self {
        case .notJSON(let error): "it is not JSON that is accepted: \(error)"
        case .noKeys: "there is no array keys in it, or nothing in that"
        case .tooManyKeys: "there are more than \(DecryptionKeySet.maximumKeys) keys in it"
        case .invalidKey(let number, let error): "key \(number) of it does not serve: \(error)"
        case .ambiguousKey(let number):
            "key \(number) of it has the kid of one before it, or, like one before it, no kid: a token must mean one key"
        }
    }
}
