/// What one connection keeps of its server's ``MemoryBudget``, given back when the connection is gone.
struct BudgetShare: ~Copyable {
    private let budget: MemoryBudget
    private var bytes = 0

    init(of budget: MemoryBudget) {
        self.budget = budget
    }

    deinit { _ = budget.change(by: -bytes) }

    /// Keeps this many bytes from now on.
    ///
    /// - Returns: `false` when there is no room for more, and nothing has changed.
    mutating func keep(_ new: Int) -> Bool {
        guard new == bytes || budget.change(by: new - bytes) else { return false }
        bytes = new
        return true
    }
}
