import Text

/// The URIs that a location or a rewritten address may stand for, as far as one can tell without trying: never too few.
struct URISet: Hashable {
    /// What each of them starts with.
    var prefix: [UInt8] = []
    /// There is one, and it is `prefix`.
    var isExact = false
    /// Each of them ends with one of these; `nil` when nothing is known.
    var endings: [[UInt8]]?
    /// Letter case does not count.
    var ignoresCase = false

    static let everything = URISet()

    /// All that start with this text.
    static func starting(with text: some StringProtocol) -> URISet {
        URISet(prefix: Array(text.utf8))
    }

    /// This one only.
    static func exactly(_ text: some StringProtocol) -> URISet {
        URISet(prefix: Array(text.utf8), isExact: true)
    }

    /// What an address of nginx's configuration stands for: what follows a variable, nobody knows.
    static func address(_ text: String) -> URISet {
        let path = text.prefix { $0 != "?" }
        guard let variable = path.firstIndex(of: "$") else { return .exactly(path) }
        // A path starts with a slash, whoever writes it.
        return .starting(with: variable == path.startIndex ? "/" : path[..<variable])
    }

    /// Whether some URI may be in both.
    func overlaps(_ other: URISet) -> Bool {
        if ignoresCase || other.ignoresCase { return lowercased.overlapsExactly(other.lowercased) }
        return overlapsExactly(other)
    }

    private func overlapsExactly(_ other: URISet) -> Bool {
        if isExact, other.isExact { return prefix == other.prefix }
        if isExact { return prefix.starts(with: other.prefix) && other.allowsEnding(of: prefix) }
        if other.isExact { return other.overlapsExactly(self) }
        guard prefix.starts(with: other.prefix) || other.prefix.starts(with: prefix) else { return false }
        guard let endings, let others = other.endings else { return true }
        return endings.contains { ending in
            others.contains { ending.ends(with: $0) || $0.ends(with: ending) }
        }
    }

    private func allowsEnding(of uri: [UInt8]) -> Bool {
        endings?.contains { uri.ends(with: $0) } ?? true
    }

    private var lowercased: URISet {
        var set = self
        set.ignoresCase = false
        set.prefix = prefix.map(\.lowercasedASCII)
        set.endings = endings?.map { $0.map(\.lowercasedASCII) }
        return set
    }
}

extension Array where Element == UInt8 {
    fileprivate func ends(with other: [UInt8]) -> Bool {
        suffix(other.count).elementsEqual(other)
    }
}
