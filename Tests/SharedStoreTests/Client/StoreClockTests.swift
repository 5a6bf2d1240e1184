import Testing

@testable import SharedStore

@Suite struct StoreClockTests {
    private static func time(_ seconds: Int) -> RedisReply {
        .list([.text(Array("\(seconds)".utf8)), .text(Array("500000".utf8))])
    }

    @Test func theDifferenceIsToTheMiddleOfTheAnswersWay() throws {
        var clock = StoreClock { 1_003_000 }
        try clock.set(by: Self.time(1_000), after: .milliseconds(400))
        #expect(clock.difference == 2_300)
        #expect(clock.storeNow == 1_000_700)
    }

    @Test func anAnswerThatTookLongTellsNothing() throws {
        var clock = StoreClock { 1_100_000 }
        try clock.set(by: Self.time(1_000), after: .milliseconds(501))
        #expect(clock.difference == 0)
    }

    @Test(arguments: [(989_000 as Int64, -11 as Int64), (1_300_500, 300)])
    func aClockThatIsFarOffIsTold(now: Int64, seconds: Int64) {
        var clock = StoreClock { now }
        #expect(throws: StoreAbsence.clockDiffers(seconds: seconds)) {
            try clock.set(by: Self.time(1_000), after: .zero)
        }
        let text = StoreAbsence.clockDiffers(seconds: seconds).description
        #expect(text.contains("\(abs(seconds)) s \(seconds < 0 ? "behind" : "ahead of") the store's"))
    }

    @Test func whatIsNoTimeIsRefused() {
        var clock = StoreClock { 0 }
        for reply in [RedisReply.nothing, .list([]), .list([.text([0x61]), .text([0x31])]), .error("ERR")] {
            #expect(throws: StoreAbsence.self) { try clock.set(by: reply, after: .zero) }
        }
    }
}
