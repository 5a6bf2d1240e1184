extension FixedWidthInteger {
    /// The number that is written with these digits and nothing else, where `init(_:)` takes a sign, too.
    ///
    /// `nil` without a digit, or for a number that does not fit.
    package init?(digits: some StringProtocol, radix: Int = 10) {
        guard let first = digits.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        self.init(digits, radix: radix)
    }
}

extension BinaryInteger {
    /// The number's digits, with zeros in front where there are fewer than `count`.
    package func digits(radix: Int, atLeast count: Int) -> String {
        let digits = String(self, radix: radix)
        return String(repeating: "0", count: Swift.max(count - digits.utf8.count, 0)) + digits
    }
}
