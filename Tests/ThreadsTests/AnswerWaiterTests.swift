import Testing

@testable import Threads

@Suite(.timeLimit(.minutes(10))) struct AnswerWaiterTests {
    @Test func theFirstAnswerCountsWheneverItComes() async {
        let early = AnswerWaiter<Int>()
        early.answer(1)
        early.answer(2)
        #expect(await withCheckedContinuation { early.wait($0) } == 1)
        early.answer(3)

        let late = AnswerWaiter<Int>()
        let answer = await withCheckedContinuation { continuation in
            late.wait(continuation)
            late.answer(4)
            late.answer(5)
        }
        #expect(answer == 4)
    }
}
