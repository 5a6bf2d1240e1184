/// A text that is equal to no other spelling of it, byte by byte: what names are that stand for themselves, such as those
/// of issuers, claims, keys, paths and files.
///
/// To a `String`, `"é"` is the same in one scalar and in two, and the Kelvin sign is the letter K. And unlike a `String`
/// it is hashed by its bytes: texts that Unicode takes for equal all have one hash as strings, so that whoever chooses the
/// names could make every look-up a search.
public struct ExactText: Sendable, Hashable {
    /// The text.
    public let text: String

    /// The text as a name.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether both have the same bytes.
    public static func == (first: ExactText, second: ExactText) -> Bool {
        first.text.isSameText(as: second.text)
    }

    /// Of the bytes.
    public func hash(into hasher: inout Hasher) {
        let bytes = text.utf8.span
        var word: UInt64 = 0
        for index in bytes.indices {
            word = word << 8 | UInt64(bytes[index])
            if index % 8 == 7 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(bytes.count)
    }
}

extension ExactText: ExpressibleByStringLiteral {
    /// The text as a name.
    public init(stringLiteral text: String) {
        self.init(text)
    }
}

extension ExactText: CustomStringConvertible {
    /// The text.
    public var description: String { text }
}
