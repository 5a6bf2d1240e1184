import Glibc
import Testing

@testable import Threads

@Suite struct WakeupTests {
    private func isReadable(_ wakeup: Wakeup) -> Bool {
        var watched = pollfd(fd: wakeup.descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&watched, 1, 0) == 1
    }

    @Test func aSignalStaysUntilItIsCleared() throws {
        let wakeup = try #require(Wakeup())
        #expect(!isReadable(wakeup))
        wakeup.signal()
        wakeup.signal()
        #expect(isReadable(wakeup))
        wakeup.clear()
        #expect(!isReadable(wakeup))
        wakeup.clear()
        wakeup.signal()
        #expect(isReadable(wakeup))
    }
}
