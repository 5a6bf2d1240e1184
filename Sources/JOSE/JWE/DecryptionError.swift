/// A JWE could not be decrypted with the keys there are. It does not say why: whoever can tell a wrong key from a wrong tag can
/// ask until the answers add up to the content (RFC 7516 §11.5).
public struct DecryptionError: Error, Hashable {
    init() {}
}

extension DecryptionError: CustomStringConvertible {
    /// One sentence, always the same.
    public var description: String { "The content cannot be decrypted with the keys there are." }
}
