import Files
import OAuth
import SystemPackage

/// What a machine keeps of the shared deny-list on its disk, so that a restart survives a store that is away.
struct DenyCopy: Sendable {
    /// The longest copy that is read, in bytes.
    private static let longest = 268_435_456

    let directory: String
    let name: String

    /// What is kept; `nil` where nothing is. A line that was cut off by a loss of power is left out.
    func read() throws(FileRefusal) -> DenyTable? {
        guard let bytes = try OwnDirectory(directory).read(name, maxBytes: Self.longest) else { return nil }
        var table = DenyTable()
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            if let line = try? DenyLine(parsing: Array(line)) { table.merge(line) }
        }
        return table
    }

    /// Keeps these lines and no others.
    func write(_ table: DenyTable, at now: NumericDate) throws(FileRefusal) {
        try OwnDirectory(directory).write(Self.bytes(table.lines(at: now)), to: name)
    }

    /// Keeps these lines as well.
    func append(_ lines: [DenyLine]) throws(FileRefusal) {
        let file = try AppendedFile("\(directory)/\(name)")
        do throws(Errno) { try file.append(Self.bytes(lines)[...]) } catch { throw .system(error) }
    }

    private static func bytes(_ lines: some Sequence<DenyLine>) -> [UInt8] {
        lines.reduce(into: []) { $0 += $1.bytes + [UInt8(ascii: "\n")] }
    }
}
