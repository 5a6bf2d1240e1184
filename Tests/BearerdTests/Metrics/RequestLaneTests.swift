import FastCGI
import HTTP
import Testing

@testable import bearerd

@Suite struct RequestLaneTests {
    /// A place or an outcome without a cell of its own would be counted as another.
    @Test func everyOutcomeOfEveryPlaceHasACellOfItsOwn() {
        let lane = RequestLane()
        for place in 0..<RequestLane.places {
            for outcome in RequestOutcome.all {
                #expect(lane.requests(outcome, at: place) == 0)
                lane.count(outcome, at: place)
                #expect(lane.requests(outcome, at: place) == 1)
            }
        }
    }

    @Test func durationsOfRefusalsStandApart() {
        let lane = RequestLane()
        lane.count(.seconds(86_400), .allowed)
        lane.count(.microseconds(1), .refused)
        lane.count(.milliseconds(1), .observed)
        #expect(lane.durations(.allowed).buckets.last == 1)
        #expect(lane.durations(.allowed).nanoseconds == 86_400_000_000_000)
        #expect(lane.durations(.refused).buckets.first == 1)
        #expect(lane.durations(.refused).nanoseconds == 1_000)
        #expect(lane.durations(.observed).nanoseconds == 1_000_000)
    }

    @Test func everyEventHasACellOfItsOwn() {
        let lane = RequestLane()
        for event in RequestLane.Event.allCases {
            #expect(lane.count(of: event) == 0)
            lane.count(event)
            #expect(lane.count(of: event) == 1)
        }
    }

    @Test func whatTheServerRefusedIsCountedAsARequest() {
        #expect(RequestLane.Event(.refused(Request(target: "/"), .badRequest)) == nil)
        #expect(RequestLane.Event(.overloaded) == .overloaded)
    }
}
