import Foundation
import Glibc
import Testing

@testable import Threads

@Suite(.timeLimit(.minutes(10))) struct ThreadTests {
    @Test func theBodyRunsOnAThreadOfItsOwnWithItsName() async throws {
        let (numbers, own) = (AnswerWaiter<(UInt, String)>(), UInt(pthread_self()))
        let thread = Threads.Thread(name: "a-name") {
            let name = (try? String(contentsOfFile: "/proc/thread-self/comm", encoding: .utf8)) ?? ""
            numbers.answer((UInt(pthread_self()), name))
        }
        try thread.start()
        let (number, name) = await withCheckedContinuation { numbers.wait($0) }
        #expect(number != own)
        #expect(name == "a-name\n")
    }
}
