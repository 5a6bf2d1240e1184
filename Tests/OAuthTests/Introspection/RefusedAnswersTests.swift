import Testing

@testable import OAuth

@Suite struct RefusedAnswersTests {
    private let start = ContinuousClock.now

    @Test func aTokenCountsUntilItsEnd() {
        var answers = RefusedAnswers()
        answers.insert(TokenDigest("a"), until: start + .seconds(1))
        #expect(answers.contains(TokenDigest("a"), at: start))
        #expect(!answers.contains(TokenDigest("a"), at: start + .seconds(1)))
        #expect(!answers.contains(TokenDigest("b"), at: start))
        answers.insert(TokenDigest("a"), until: start + .seconds(3))
        #expect(answers.contains(TokenDigest("a"), at: start + .seconds(2)))
        #expect(answers.count == 1)
    }

    @Test func aFloodDoesNotMakeItLarger() {
        var answers = RefusedAnswers()
        for number in 0...RefusedAnswers.mostEntries + 1_000 {
            answers.insert(TokenDigest("\(number)"), until: start + .seconds(1))
        }
        #expect(answers.count == RefusedAnswers.mostEntries)
        #expect(!answers.contains(TokenDigest("0"), at: start))
    }
}
