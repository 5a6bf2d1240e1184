import Dispatch
import Testing

@testable import JWKS

@Suite struct QueueConfinedTests {
    @Test func itsQueueChangesIt() {
        let queue = DispatchQueue(label: "tests")
        let confined = QueueConfined(1, to: queue)
        queue.sync { confined.withValue { $0 += 1 } }
        #expect(queue.sync { confined.withValue { $0 } } == 2)
    }

    @Test func nobodyElseTouchesIt() async {
        await #expect(processExitsWith: .failure) {
            QueueConfined(1, to: DispatchQueue(label: "tests")).withValue { $0 += 1 }
        }
        await #expect(processExitsWith: .failure) {
            let confined = QueueConfined(1, to: DispatchQueue(label: "tests"))
            DispatchQueue(label: "others").sync { confined.withValue { $0 += 1 } }
        }
    }
}
