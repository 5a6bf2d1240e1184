/// A pattern for names of files, as glob(7) has it: `*`, `?` and `[…]`, none of which stands for a slash or for a dot in front.
struct GlobPattern {
    /// The pattern, one for each part of the path.
    let parts: [[UInt8]]

    init(_ text: String) {
        parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
    }

    /// Whether a text is a pattern, and not only a name.
    static func isPattern(_ text: some StringProtocol) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    /// Whether it stands for this path.
    func matches(_ path: String) -> Bool {
        let names = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
        return names.count == parts.count && zip(parts, names).allSatisfy { Self.matches($1, $0) }
    }

    /// Whether one part of a pattern stands for one part of a path. Takes as many steps as the two lengths multiplied.
    static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
        if name.first == UInt8(ascii: "."), pattern.first != UInt8(ascii: ".") { return false }
        var at = (name: 0, pattern: 0)
        // Where to go on when what follows the last `*` does not match: it stands for one byte more then.
        var retry: (name: Int, pattern: Int)?
        while at.name < name.count {
            if at.pattern < pattern.count, pattern[at.pattern] == UInt8(ascii: "*") {
                retry = at
                at.pattern += 1
            } else if let length = step(name[at.name], pattern[at.pattern...]) {
                at.name += 1
                at.pattern += length
            } else if let last = retry {
                retry = (last.name + 1, last.pattern)
                at = (last.name + 1, last.pattern + 1)
            } else {
                return false
            }
        }
        return pattern[at.pattern...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// How many bytes of the pattern stand for this one of a name; `nil` when they do not.
    private static func step(_ byte: UInt8, _ pattern: ArraySlice<UInt8>) -> Int? {
        switch pattern.first {
        case nil: return nil
        case UInt8(ascii: "?"): return 1
        case UInt8(ascii: "["):
            guard let end = pattern.dropFirst(2).firstIndex(of: UInt8(ascii: "]")) else {
                return byte == UInt8(ascii: "[") ? 1 : nil
            }
            var set = pattern[(pattern.startIndex + 1)..<end]
            let isNegated = set.first == UInt8(ascii: "!") || set.first == UInt8(ascii: "^")
            if isNegated { set = set.dropFirst() }
            return contains(set, byte) != isNegated ? end + 1 - pattern.startIndex : nil
        case let literal: return literal == byte ? 1 : nil
        }
    }

    private static func contains(_ set: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
        var rest = set
        while let first = rest.popFirst() {
            if rest.count >= 2, rest.first == UInt8(ascii: "-") {
                let last = rest[rest.startIndex + 1]
                rest = rest.dropFirst(2)
                if first <= byte, byte <= last { return true }
            } else if first == byte {
                return true
            }
        }
        return false
    }
}
