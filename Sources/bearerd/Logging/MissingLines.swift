import Logging

/// How many lines were left out, of each level.
struct MissingLines {
    private var counts: [Logger.Level: Int] = [:]

    var isEmpty: Bool { counts.isEmpty }

    mutating func count(_ level: Logger.Level) {
        counts[level, default: 0] += 1
    }

    /// `lines` for all, and a count for each level of which any is missing.
    var metadata: Logger.Metadata {
        var fields = Logger.Metadata(uniqueKeysWithValues: counts.map { ($0.rawValue, .stringConvertible($1)) })
        fields["lines"] = .stringConvertible(counts.values.reduce(0, +))
        return fields
    }
}
