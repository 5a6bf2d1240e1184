import JOSE

/// The SHA-256 of a token as it was sent. Nobody can find two tokens with the same one.
struct TokenDigest: Hashable, Sendable {
    let words: (UInt64, UInt64, UInt64, UInt64)

    init(_ token: String) {
        let digest = SHA256.digest(of: token.utf8.span)
        func word(_ index: Int) -> UInt64 {
            (index * 8..<index * 8 + 8).reduce(0) { $0 << 8 | UInt64(digest[$1]) }
        }
        words = (word(0), word(1), word(2), word(3))
    }

    static func == (a: TokenDigest, b: TokenDigest) -> Bool {
        a.words == b.words
    }

    func hash(into hasher: inout Hasher) {
        // Already as good as random.
        hasher.combine(words.0)
    }
}
