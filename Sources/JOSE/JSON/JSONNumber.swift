/// A number while it is read: enough of it to tell an integer, and whether a `Double` holds it, without making one.
struct JSONNumber {
    let isNegative: Bool
    var isInteger = true
    /// The power of ten that was written.
    var exponent = 0
    /// The first eighteen digits that count, with zeros behind them.
    private var leading: UInt64 = 0
    private var leadingCount = 0
    /// How many digits stand before the point, from the first on that is not zero; negative for zeros behind the point.
    private var magnitude = 0
    private var value: UInt64 = 0
    private var fits = true

    private static let leadingDigits = 18

    init(isNegative: Bool) {
        self.isNegative = isNegative
    }

    mutating func append(_ digit: UInt8) {
        let (shifted, isTooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, carries) = shifted.addingReportingOverflow(UInt64(digit))
        value = sum
        fits = fits && !isTooLarge && !carries
        if take(digit) { magnitude += 1 }
    }

    mutating func appendFraction(_ digit: UInt8) {
        if !take(digit) { magnitude -= 1 }
    }

    /// - Returns: `false` for a zero before all others.
    private mutating func take(_ digit: UInt8) -> Bool {
        if leadingCount == 0, digit == 0 { return false }
        if leadingCount < Self.leadingDigits { leading = leading * 10 + UInt64(digit) }
        leadingCount += 1
        return true
    }

    /// Its value, if it is written as an integer and fits.
    var integer: Int64? {
        guard isInteger, fits else { return nil }
        if isNegative { return value <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- value) : nil }
        return Int64(exactly: value)
    }

    /// Whether a `Double` holds it; `nil` where only the conversion can tell.
    var isFinite: Bool? {
        guard leadingCount > 0 else { return true }
        guard magnitude + exponent >= 309 else { return true }
        guard magnitude + exponent == 309 else { return false }
        // The largest is 1.7976931348623157e308, and what is rounded to it.
        var digits = leading
        for _ in min(leadingCount, Self.leadingDigits)..<Self.leadingDigits { digits *= 10 }
        return digits < 179_769_313_486_231_570 ? true : digits > 179_769_313_486_231_590 ? false : nil
    }
}
