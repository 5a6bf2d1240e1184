/// How nginx chooses the location of a request: the exact one, then the longest prefix, and unless that has `^~`, the first
/// regular expression that matches; within the chosen location the same again, of which an exact one or an expression counts
/// before expressions further out.
struct LocationChoice {
    private let server: NginxServer
    /// The places around each one, the outermost first, and itself at the end; without the server.
    private let chains: [[Int]]
    /// The locations within each place.
    private let within: [Int: [LocationMatcher]]
    /// What was found out.
    private var taken: [URISet: [Int]] = [:]
    private var coverings: [Level: Covering] = [:]

    /// Locations beside each other, and what is asked of them.
    private struct Level: Hashable {
        let parent: Int?
        let uris: URISet
    }

    /// How locations beside each other cover a set of URIs.
    private struct Covering {
        /// An exact location is for all of them.
        var hasExact = false
        /// The longest prefix that all of them have.
        var longest: LocationMatcher?
        /// Some of them may have a longer one.
        var hasLonger = false
    }

    init(_ server: NginxServer) {
        self.server = server
        chains = server.places.indices.map(server.chain)
        within = Dictionary(grouping: server.places) { $0.parent ?? -1 }.mapValues { $0.compactMap(\.matcher) }
    }

    /// The places that may take some of these URIs: never too few.
    mutating func mayTake(_ uris: URISet) -> [Int] {
        if let known = taken[uris] { return known }
        var places: [Int] = []
        for index in server.places.indices where mayTake(index, uris) { places.append(index) }
        taken[uris] = places
        return places
    }

    private mutating func mayTake(_ index: Int, _ uris: URISet) -> Bool {
        switch server.places[index].kind {
        case .condition: return false
        case .server:
            let covering = covering(Level(parent: 0, uris: uris))
            return !covering.hasExact && covering.longest == nil
        case .location:
            for link in chains[index] {
                guard let matcher = server.places[link].matcher, matcher.kind != .named else { return false }
                guard matcher.uris.overlaps(uris), !isHidden(link, for: uris) else { return false }
            }
            return true
        }
    }

    /// Whether some request that would be `guarded`'s without `open` is `open`'s: by an expression or by `^~`. What is longer
    /// or exact was written for its requests.
    mutating func takes(_ open: Int, from guarded: Int) -> Bool {
        let (opens, guardeds) = (chains[open], chains[guarded])
        guard let level = zip(opens, guardeds).enumerated().first(where: { $1.0 != $1.1 })?.offset,
            let first = server.places[opens[level]].matcher, let second = server.places[guardeds[level]].matcher
        else { return false }
        let isWon =
            switch (first.kind, second.kind) {
            case (.regularExpression, .prefix):
                !isDecided(guardeds[(level + 1)...])
                    && !isHidden(guardeds[level], for: first.uris)
            case (.regularExpression, .regularExpression): opens[level] < guardeds[level]
            case (.preferredPrefix, .regularExpression): true
            case (.prefix, .regularExpression): isDecided(opens[(level + 1)...])
            default: false
            }
        return isWon && overlap(opens, guardeds)
    }

    /// An exact location or an expression within a prefix is taken before expressions beside that prefix.
    private func isDecided(_ inner: ArraySlice<Int>) -> Bool {
        inner.contains { [.exact, .regularExpression].contains(server.places[$0].matcher?.kind) }
    }

    private func overlap(_ first: [Int], _ second: [Int]) -> Bool {
        let others = second.compactMap { server.places[$0].matcher?.uris }
        return first.compactMap { server.places[$0].matcher?.uris }.allSatisfy { uris in
            others.allSatisfy { uris.overlaps($0) }
        }
    }

    /// Whether another location beside this one takes all of these URIs before it.
    private mutating func isHidden(_ index: Int, for uris: URISet) -> Bool {
        guard let matcher = server.places[index].matcher, !uris.ignoresCase else { return false }
        let covering = covering(Level(parent: server.places[index].parent, uris: uris))
        if covering.hasExact, matcher.kind != .exact { return true }
        guard let longest = covering.longest else { return false }
        if matcher.isPrefix { return matcher.uris.prefix.count < longest.uris.prefix.count }
        // Beside a longer prefix expressions are tried.
        return matcher.kind == .regularExpression && longest.kind == .preferredPrefix && !covering.hasLonger
    }

    private mutating func covering(_ level: Level) -> Covering {
        if let known = coverings[level] { return known }
        var covering = Covering()
        let beside = within[level.parent ?? -1] ?? []
        for matcher in beside where matcher.kind == .exact && level.uris.isExact && matcher.uris == level.uris {
            covering.hasExact = true
        }
        let prefixes = beside.filter(\.isPrefix)
        covering.longest = prefixes.filter { level.uris.prefix.starts(with: $0.uris.prefix) }
            .max { $0.uris.prefix.count < $1.uris.prefix.count }
        let length = covering.longest?.uris.prefix.count ?? 0
        covering.hasLonger = prefixes.contains { $0.uris.prefix.count > length && $0.uris.overlaps(level.uris) }
        coverings[level] = covering
        return covering
    }
}
