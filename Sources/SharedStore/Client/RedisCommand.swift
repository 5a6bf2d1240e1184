/// A command as Redis reads it: an array of bulk strings (RESP).
public struct RedisCommand: Sendable {
    let bytes: [UInt8]

    /// A command of these words, each taken as it is.
    public init(_ words: String...) {
        self.init(words)
    }

    /// A command of these words, each taken as it is.
    public init(_ words: [String]) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(words.reduce(16) { $0 + $1.utf8.count + 16 })
        Self.append("*", words.count, to: &bytes)
        for word in words {
            Self.append("$", word.utf8.count, to: &bytes)
            bytes += word.utf8
            bytes += [0x0D, 0x0A]
        }
        self.bytes = bytes
    }

    private static func append(_ kind: Character, _ count: Int, to bytes: inout [UInt8]) {
        bytes += "\(kind)\(count)\r\n".utf8
    }
}
