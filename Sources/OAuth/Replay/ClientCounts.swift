/// How many proofs of each client are remembered, in 16 KiB however many clients there are (a count-min sketch).
///
/// A client has a cell in each row and shares it with those of the same hash: the smallest of its cells is its count, or more
/// than that, never less. The hash has a secret of the process, so nobody chooses with whom to share.
struct ClientCounts {
    private static let rowCount = 4
    private static let rowBits = 10

    /// A client by its hash.
    struct Client {
        fileprivate let hash: UInt

        init(_ client: ReplayClient) {
            hash = UInt(bitPattern: client.hashValue)
        }

        fileprivate func cell(inRow row: Int) -> Int {
            row << rowBits | Int(hash >> UInt(row * rowBits) & (1 << UInt(rowBits) - 1))
        }
    }

    private var cells = [Int32](repeating: 0, count: rowCount << rowBits)

    func count(of client: Client) -> Int {
        var count = Int32.max
        for row in 0..<Self.rowCount { count = min(count, cells[client.cell(inRow: row)]) }
        return Int(count)
    }

    mutating func add(_ client: Client) {
        for row in 0..<Self.rowCount { cells[client.cell(inRow: row)] += 1 }
    }

    mutating func subtract(_ other: ClientCounts) {
        for index in cells.indices { cells[index] -= other.cells[index] }
    }
}
