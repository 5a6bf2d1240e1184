import Testing

@testable import FastCGI

@Suite("Memory budget")
struct MemoryBudgetTests {
    @Test("there is room up to the limit, and what finds none changes nothing")
    func limit() {
        let budget = MemoryBudget(limit: 100)
        #expect(budget.change(by: 60))
        #expect(budget.change(by: 40))
        #expect(!budget.change(by: 1))
        #expect(budget.keptBytes == 100)
        #expect(budget.change(by: -30))
        #expect(budget.change(by: 30))
        #expect(budget.keptBytes == 100)
    }

    @Test("it is told once that there is no room, and again after there was plenty")
    func telling() {
        let budget = MemoryBudget(limit: 100)
        _ = budget.change(by: 100)
        #expect(budget.mustTell())
        #expect(!budget.mustTell())
        _ = budget.change(by: -40)
        #expect(!budget.mustTell())
        _ = budget.change(by: -10)
        #expect(budget.mustTell())
    }

    @Test("the bound is never too small for one longest request")
    func longestRequest() {
        let configuration = ServerConfiguration(maxBodyBytes: 500_000_000, maxKeptBytes: 1)
        #expect(configuration.effectiveMaxKeptBytes > 500_065_536)
        #expect(ServerConfiguration(maxKeptBytes: 70_000_000).effectiveMaxKeptBytes == 70_000_000)
    }
}
