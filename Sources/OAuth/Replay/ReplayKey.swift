import JOSE

/// What two uses of one DPoP proof have in common: the SHA-256 over its key's thumbprint and its `jti`, so that a memory of
/// proofs needs the same room for each, however long a `jti` a client chooses (RFC 9449 §11.1).
///
/// The proof itself would not do: whoever has the key can sign the same claims again, and an ECDSA signature can be
/// varied without the key.
public struct ReplayKey: Sendable, Hashable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    init(thumbprint: String, identifier: String) {
        // A thumbprint has 43 characters, so no other pair makes the same text.
        let digest = SHA256.digest(of: thumbprint + identifier)
        func word(_ index: Int) -> UInt64 {
            digest[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        words = (word(0), word(1), word(2), word(3))
    }

    /// The digest in base64url: 43 characters, a name for an entry of a shared store.
    public var text: String {
        let digest = [words.0, words.1, words.2, words.3].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
        return Base64URL.encode(digest)
    }

    /// The same proof, or another with its `jti` by the same key.
    public static func == (a: ReplayKey, b: ReplayKey) -> Bool {
        a.words == b.words
    }

    /// Of a part.
    public func hash(into hasher: inout Hasher) {
        // Already as good as random.
        hasher.combine(words.0)
    }

    /// The first half of the digest.
    var leadingWords: (UInt64, UInt64) { (words.0, words.1) }
}
