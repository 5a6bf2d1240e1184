/// A text as a key of a dictionary: equal to no other spelling.
///
/// Unlike a `String` it is hashed by its bytes. Texts that Unicode takes for equal all have one hash as strings, so that
/// whoever chooses the names could make every look-up a search.
package struct ExactText: Sendable, Hashable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func == (first: ExactText, second: ExactText) -> Bool {
        first.text.isSameText(as: second.text)
    }

    package func hash(into hasher: inout Hasher) {
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
