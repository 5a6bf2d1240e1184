import FoundationEssentials

extension Date {
    /// As a line has it: RFC 3339, UTC, milliseconds. Foundation's formatter takes many times as long, and each line has one.
    var logTime: String {
        var text: [UInt8] = []
        appendLogTime(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Adds ``logTime`` to `text`.
    func appendLogTime(to text: inout [UInt8]) {
        let milliseconds = Int((timeIntervalSince1970 * 1_000).rounded(.down))
        let rest = ((milliseconds % 86_400_000) + 86_400_000) % 86_400_000
        let (year, month, day) = Self.civil((milliseconds - rest) / 86_400_000)
        let start = text.count
        text.append(contentsOf: Self.logTimeForm)
        var digits = text.mutableSpan
        digits.setTwoDigits(year / 100, at: start)
        digits.setTwoDigits(year, at: start + 2)
        digits.setTwoDigits(month, at: start + 5)
        digits.setTwoDigits(day, at: start + 8)
        digits.setTwoDigits(rest / 3_600_000, at: start + 11)
        digits.setTwoDigits(rest / 60_000 % 60, at: start + 14)
        digits.setTwoDigits(rest / 1_000 % 60, at: start + 17)
        digits.setTwoDigits(rest % 1_000 / 10, at: start + 20)
        digits[start + 22] = UInt8(ascii: "0") + UInt8(rest % 10)
    }

    private static let logTimeForm = Array("0000-00-00T00:00:00.000Z".utf8)

    /// The date so many days after 1 January 1970, in the Gregorian calendar. Its year is taken to begin in March, so that the day
    /// which not every year has is its last; 719,468 days lie between 1 March of the year 0 and 1970.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = max(days + 719_468, 0)
        let (era, dayOfEra) = shifted.quotientAndRemainder(dividingBy: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension MutableSpan<UInt8> {
    /// The last two digits of a number.
    fileprivate mutating func setTwoDigits(_ number: Int, at place: Int) {
        self[place] = UInt8(ascii: "0") + UInt8(number / 10 % 10)
        self[place + 1] = UInt8(ascii: "0") + UInt8(number % 10)
    }
}
