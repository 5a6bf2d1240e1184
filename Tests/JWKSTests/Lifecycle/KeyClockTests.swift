import Dispatch
import FoundationEssentials
import Testing

@testable import JWKS

@Suite(.timeLimit(.minutes(10))) struct KeyClockTests {
    @Test(arguments: [Duration.seconds(-1), .zero, .milliseconds(20)])
    func aTimerOfTheSystemIsNeverEarly(delay: Duration) async {
        let queue = DispatchQueue(label: "key-clock-tests")
        let start = KeyClock.system.now()
        await withCheckedContinuation { continuation in
            KeyClock.system.run(delay, queue) {
                dispatchPrecondition(condition: .onQueue(queue))
                continuation.resume()
            }
        }
        #expect(start.duration(to: KeyClock.system.now()) >= delay)
    }

    @Test func theWallClockIsTheSystems() {
        #expect(abs(KeyClock.system.secondsSince1970() - Date().timeIntervalSince1970) < 60)
    }
}
