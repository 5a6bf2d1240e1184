import Foundation
import JOSE
import Testing

@testable import OAuth

@Suite struct NumericDateTests {
    @Test(
        arguments: [(0, 0), (1_700_000_000, 1.7e9), (1.5, 1.5), (1.7e9, 1.7e9), (253_402_300_799, 253_402_300_799)]
            as [(JSONValue, Double)]
    )
    func aClaimIsANumberOfSeconds(claim: JSONValue, seconds: Double) {
        #expect(NumericDate(claim: claim)?.secondsSinceEpoch == seconds)
    }

    @Test(
        arguments: [
            -1, -0.001, 253_402_300_799.5, 253_402_300_800, 1e300, .number(.infinity), .number(.nan), .integer(.min),
            .integer(.max), "1700000000", .null, true, [1_700_000_000],
        ] as [JSONValue]
    )
    func whatIsNoDateOfTheYears1970To9999IsNone(claim: JSONValue) {
        #expect(NumericDate(claim: claim) == nil)
    }

    @Test func datesAreWrittenAsRFC3339() {
        #expect(TokenFixtures.now.description == "2023-11-14T22:13:20Z")
        #expect(NumericDate(secondsSinceEpoch: 1_700_000_000.9).description == "2023-11-14T22:13:20Z")
        #expect(NumericDate(secondsSinceEpoch: 0).description == "1970-01-01T00:00:00Z")
    }

    @Test func durationsMoveADate() {
        #expect((TokenFixtures.now + .milliseconds(1_500)).secondsSinceEpoch == 1_700_000_001.5)
        #expect((TokenFixtures.now - .seconds(2)).secondsSinceEpoch == 1_699_999_998)
        #expect(TokenFixtures.now - .seconds(1) < TokenFixtures.now)
    }

    @Test func itIsTheSameMomentAsADate() {
        let date = Date(timeIntervalSince1970: 1_700_000_000.25)
        #expect(NumericDate(date).secondsSinceEpoch == 1_700_000_000.25)
        #expect(NumericDate(date).date == date)
    }
}
