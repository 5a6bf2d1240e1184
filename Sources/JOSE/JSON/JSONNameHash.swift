import Text

/// The hash of a member's name, by which duplicates are found. Who writes the names cannot know it beforehand, so that no
/// choice of names makes them collide.
struct JSONNameHash: Sendable {
    private static let secret = (seed: UInt64.random(in: 0 ... .max), factor: UInt64.random(in: 0 ... .max) | 1)

    private let secret = Self.secret

    func of(_ name: JSONStringPlace, in bytes: [UInt8]) -> UInt32 {
        guard name.hasEscapes else { return of(bytes.span, from: name.start, to: name.end) }
        var meant: [UInt8] = []
        name.unescape(in: bytes) { meant.append($0) }
        return of(meant.span, from: 0, to: meant.count)
    }

    func of(_ name: String) -> UInt32 {
        let bytes = name.utf8.span
        return of(bytes, from: 0, to: bytes.count)
    }

    @inline(__always)
    private func of(_ text: Span<UInt8>, from start: Int, to end: Int) -> UInt32 {
        var mixed = secret.seed
        var offset = start
        while end &- offset >= ByteWord.byteCount, let word = ByteWord(text, at: offset) {
            mixed = mix(mixed, word.value)
            offset &+= ByteWord.byteCount
        }
        mixed = mix(mixed, lastWord(of: text, from: offset, to: end))
        mixed = mix(mixed, UInt64(truncatingIfNeeded: end &- start))
        return UInt32(truncatingIfNeeded: mixed)
    }

    /// Fewer than eight bytes. Behind a name there is nearly always more text, so that they are read as one.
    @inline(__always)
    private func lastWord(of text: Span<UInt8>, from start: Int, to end: Int) -> UInt64 {
        if let word = ByteWord(text, at: start) { return word.prefix(end &- start).value }
        var word: UInt64 = 0
        for index in start..<end { word |= UInt64(text[index]) &<< UInt64((index &- start) &* 8) }
        return word
    }

    private func mix(_ mixed: UInt64, _ word: UInt64) -> UInt64 {
        let product = (mixed ^ word).multipliedFullWidth(by: secret.factor)
        return product.high ^ product.low
    }
}
