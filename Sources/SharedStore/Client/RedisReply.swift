/// What Redis answers to a command.
public enum RedisReply: Sendable, Hashable {
    /// Such as `OK`.
    case status(String)
    /// Why the command was refused: a word in capitals, and a sentence.
    case error(String)
    /// A number.
    case integer(Int64)
    /// What is stored, byte by byte.
    case text([UInt8])
    /// There is nothing.
    case nothing
    /// Several replies in one.
    case list([RedisReply])

    /// What is stored, where that is text in UTF-8.
    public var string: String? {
        if case .text(let bytes) = self { String(validating: bytes, as: UTF8.self) } else { nil }
    }

    /// The replies in a list.
    public var elements: [RedisReply]? {
        if case .list(let elements) = self { elements } else { nil }
    }
}
