import OAuth
import Testing

@testable import bearerd

@Suite struct DenyTimeTests {
    private let now = NumericDate(secondsSinceEpoch: 1_700_000_000)

    @Test(arguments: [
        ("now", 1_700_000_000.0), ("24h", 1_700_086_400), ("500ms", 1_700_000_000.5), ("1700000001", 1_700_000_001),
        ("2023-11-14T22:13:21Z", 1_700_000_001),
    ])
    func aMomentIsWrittenInOneOfFourWays(text: String, seconds: Double) {
        #expect(DenyTime.moment(text, at: now)?.secondsSinceEpoch == seconds)
    }

    @Test(arguments: ["", "tomorrow", "-1", "1e99", "nan", "24 h"])
    func whatIsNoneIsNotGuessed(text: String) {
        #expect(DenyTime.moment(text, at: now) == nil)
    }
}
