import FoundationEssentials
import Logging

/// How many lines were left out, of each level.
struct MissingLines {
    private var counts: [Logger.Level: Int] = [:]

    /// When the first of them was left out, and the last.
    private(set) var first: Date?
    private(set) var last: Date?

    var isEmpty: Bool { counts.isEmpty }
    var count: Int { counts.values.reduce(0, +) }

    mutating func count(_ level: Logger.Level, at now: Date) {
        counts[level, default: 0] += 1
        first = first ?? now
        last = now
    }

    /// `lines` for all, and a count for each level of which any is missing.
    var metadata: Logger.Metadata {
        var fields = Logger.Metadata(uniqueKeysWithValues: counts.map { ($0.rawValue, .stringConvertible($1)) })
        fields["lines"] = .stringConvertible(count)
        return fields
    }
}
