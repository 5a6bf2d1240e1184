/// Why bytes are not the JSON that a token or a key may be written in.
public struct JSONError: Error, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: String, Sendable, Hashable {
        case unexpectedEnd = "ends too early"
        case unexpectedByte = "a byte that cannot stand there"
        case trailingBytes = "bytes after the value"
        case notAnObject = "not an object"
        case duplicateMember = "two members of one object with the same name"
        case tooLong = "longer than 2 GiB"
        case tooDeep = "nested deeper than 32 levels"
        case controlCharacter = "a control character in a string"
        case invalidEscape = "an invalid escape in a string"
        case invalidUTF8 = "not UTF-8"
        case invalidNumber = "not a number as JSON writes it"
        case numberOutOfRange = "a number out of range"
    }

    /// What is wrong.
    public let reason: Reason
    /// Bytes from the beginning to where the fault was noticed.
    public let offset: Int

    /// An error of this reason at this place.
    public init(reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// The reason and the place, without any text from the input.
    public var description: String {
        "\(reason.rawValue), at byte \(offset)"
    }
}
