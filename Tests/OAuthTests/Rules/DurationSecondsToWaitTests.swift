import OAuth
import Testing

@Suite struct DurationSecondsToWaitTests {
    @Test(arguments: [(0, 1), (1, 1), (999, 1), (1_000, 1), (1_001, 2), (29_500, 30), (-5, 1)])
    func partsOfASecondAreWaitedFor(milliseconds: Int, seconds: Int64) {
        #expect(Duration.milliseconds(milliseconds).secondsToWait == seconds)
    }
}
