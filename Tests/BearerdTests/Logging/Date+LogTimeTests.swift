import FoundationEssentials
import Testing

@testable import bearerd

@Suite struct DateLogTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (1_700_000_000.25, "2023-11-14T22:13:20.250Z"),
        (951_782_399.999, "2000-02-28T23:59:59.999Z"), (951_782_400, "2000-02-29T00:00:00.000Z"),
        (4_107_542_399, "2100-02-28T23:59:59.000Z"), (4_107_542_400, "2100-03-01T00:00:00.000Z"),
        (-0.5, "1969-12-31T23:59:59.500Z"),
    ])
    func aTimeIsWrittenAsRFC3339HasIt(seconds: Double, text: String) {
        #expect(Date(timeIntervalSince1970: seconds).logTime == text)
    }

    @Test func itIsWhatFoundationWrites() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for number in 0..<20_000 {
            // A day and a little, over 200 years; halves of a second are exact.
            let date = Date(timeIntervalSince1970: Double(number) * 315_361.5)
            #expect(date.logTime == date.formatted(style))
        }
    }
}
