public import FoundationEssentials
public import JOSE

/// Seconds since the epoch, UTC, leap seconds ignored, possibly with a fraction (RFC 7519 §2).
public struct NumericDate: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Seconds since 1970-01-01T00:00:00Z.
    public let secondsSinceEpoch: Double

    /// The years 1970 to 9999.
    private static let range = 0.0...253_402_300_799.0

    /// A date by its seconds since the epoch.
    public init(secondsSinceEpoch: Double) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// The value of a claim that is a date; `nil` for what is no number, or none from the years 1970 to 9999.
    public init?(claim: JSONValue) {
        guard let seconds = claim.doubleValue, Self.range.contains(seconds) else { return nil }
        secondsSinceEpoch = seconds
    }

    /// The same moment as a date of Foundation's.
    public init(_ date: Date) {
        secondsSinceEpoch = date.timeIntervalSince1970
    }

    /// What the system's wall clock says.
    public static var now: NumericDate { NumericDate(Date()) }

    /// The same moment as a date of Foundation's.
    public var date: Date { Date(timeIntervalSince1970: secondsSinceEpoch) }

    /// In the form of RFC 3339, UTC, whole seconds.
    public var description: String {
        date.formatted(.iso8601)
    }

    /// The earlier moment is the smaller.
    public static func < (a: NumericDate, b: NumericDate) -> Bool {
        a.secondsSinceEpoch < b.secondsSinceEpoch
    }

    /// The moment that lies `duration` after `date`.
    public static func + (date: NumericDate, duration: Duration) -> NumericDate {
        NumericDate(secondsSinceEpoch: date.secondsSinceEpoch + duration / .seconds(1))
    }

    /// The moment that lies `duration` before `date`.
    public static func - (date: NumericDate, duration: Duration) -> NumericDate {
        date + (.zero - duration)
    }
}
