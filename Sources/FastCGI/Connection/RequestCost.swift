/// What a request is counted with in the ``MemoryBudget``, in bytes.
enum RequestCost {
    /// libfcgi's three streams, the handler's task and what it remembers across a wait.
    private static let overhead = 24_576
    /// Parameters exist three times while a handler waits: as they came, in libfcgi, and in what the handler made of them.
    private static let copiesOfParameters = 3

    /// One whose handler waits.
    static func waiting(parameters: Int, body: Int) -> Int {
        overhead + copiesOfParameters * parameters + body
    }
}
