/// Finds the location that answers for one path, as nginx does (`ngx_http_core_find_location`): the exact one, else the longest
/// prefix and within it the same again, else, unless that prefix has `^~`, the first expression that matches.
struct LocationSearch {
    /// An expression that decides, and that nginx's library reads otherwise than ours.
    struct UnreadableExpression: Error {
        let text: String
    }

    /// The locations within each place, in the order of the file.
    private let within: [Int: [(index: Int, matcher: LocationMatcher)]]

    init(_ server: NginxServer) {
        var within: [Int: [(index: Int, matcher: LocationMatcher)]] = [:]
        for (index, place) in server.places.enumerated() {
            guard let parent = place.parent, let matcher = place.matcher else { continue }
            within[parent, default: []].append((index, matcher))
        }
        self.within = within
    }

    /// Finds it.
    ///
    /// - Parameter path: As `$uri` has it: decoded, without `//`, `/./` and `/../`, and without the query.
    /// - Returns: The number of the place in the server; the first is the server itself, for what no location takes.
    /// - Throws: ``UnreadableExpression`` where it may be the one that decides.
    func place(of path: String) throws(UnreadableExpression) -> Int {
        try find(path, within: 0).place
    }

    /// - Returns: The place, and whether expressions further out are not tried any more.
    private func find(_ path: String, within outer: Int) throws(UnreadableExpression) -> (place: Int, isFinal: Bool) {
        let beside = within[outer] ?? []
        if let exact = beside.first(where: { $0.matcher.kind == .exact && $0.matcher.text == path }) {
            return (exact.index, true)
        }
        var place = outer
        var triesExpressions = true
        if let longest = longestPrefix(of: path, beside) {
            triesExpressions = longest.matcher.kind != .preferredPrefix
            let inner = try find(path, within: longest.index)
            if inner.isFinal { return inner }
            place = inner.place
        }
        guard triesExpressions else { return (place, false) }
        for location in beside where location.matcher.kind == .regularExpression {
            guard try matches(path, location.matcher) else { continue }
            return (try find(path, within: location.index).place, true)
        }
        return (place, false)
    }

    private func longestPrefix(
        of path: String,
        _ beside: [(index: Int, matcher: LocationMatcher)]
    ) -> (index: Int, matcher: LocationMatcher)? {
        beside.filter { $0.matcher.isPrefix && path.utf8.starts(with: $0.matcher.text.utf8) }
            .max { $0.matcher.text.utf8.count < $1.matcher.text.utf8.count }
    }

    private func matches(_ path: String, _ matcher: LocationMatcher) throws(UnreadableExpression) -> Bool {
        guard var expression = try? Regex(matcher.text) else { throw UnreadableExpression(text: matcher.text) }
        // nginx compiles them without UTF-8: a dot is one byte. In a path of ASCII that is the same.
        expression = expression.matchingSemantics(.unicodeScalar)
        if matcher.ignoresCase { expression = expression.ignoresCase() }
        return path.firstMatch(of: expression) != nil
    }
}
