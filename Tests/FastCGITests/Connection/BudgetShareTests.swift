import Testing

@testable import FastCGI

@Suite("Share of the budget")
struct BudgetShareTests {
    @Test("what is kept is given back when its owner is gone")
    func deinitialization() {
        let budget = MemoryBudget(limit: 100)
        do {
            var share = BudgetShare(of: budget)
            let fits = share.keep(60)
            #expect(fits && budget.keptBytes == 60)
            let shrinks = share.keep(10)
            #expect(shrinks && budget.keptBytes == 10)
        }
        #expect(budget.keptBytes == 0)
    }

    @Test("what finds no room changes nothing")
    func full() {
        let budget = MemoryBudget(limit: 100)
        var share = BudgetShare(of: budget)
        let fits = share.keep(60)
        let isTooMuch = !share.keep(101)
        #expect(fits && isTooMuch && budget.keptBytes == 60)
    }
}
