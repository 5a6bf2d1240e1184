extension JSONParser {
    /// Room that most arrays of audiences and permissions need, made at once.
    private static let usualStrings = 4

    /// Makes the value that begins here, in a text that was found good.
    ///
    /// - Parameter whole: also makes what stands in its objects.
    /// - Returns: the value.
    mutating func value(whole: Bool) -> JSONValue {
        // What was read once is read again.
        (try? readValue(whole: whole)) ?? .null
    }

    /// The string or the strings of an array that begins here; `nil` where something else stands there.
    mutating func strings() -> [String]? {
        if bytes[offset] == UInt8(ascii: "\"") { return (try? readString()).map { [$0] } }
        guard skip(UInt8(ascii: "[")) else { return nil }
        var strings: [String] = []
        strings.reserveCapacity(Self.usualStrings)
        skipWhitespace()
        while !skip(UInt8(ascii: "]")) {
            guard let string = try? readString() else { return nil }
            strings.append(string)
            skipSeparator(UInt8(ascii: ","))
        }
        return strings
    }

    private mutating func readString() throws(JSONError) -> String {
        try scanString().text(in: bytes)
    }

    private mutating func readValue(whole: Bool) throws(JSONError) -> JSONValue {
        let start = offset
        switch bytes[offset] {
        case UInt8(ascii: "{"): return .object(whole ? try readMembers() : JSONObject(try scanMembers()))
        case UInt8(ascii: "["): return .array(try readElements(whole: whole))
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            try scanValue()
            return bytes[start] == UInt8(ascii: "n") ? .null : .bool(bytes[start] == UInt8(ascii: "t"))
        default:
            if let integer = try scanNumber() { return .integer(integer) }
            return .number(double(from: start) ?? .nan)
        }
    }

    private mutating func readElements(whole: Bool) throws(JSONError) -> [JSONValue] {
        var values: [JSONValue] = []
        skipSeparator(UInt8(ascii: "["))
        while !skip(UInt8(ascii: "]")) {
            values.append(try readValue(whole: whole))
            skipSeparator(UInt8(ascii: ","))
        }
        return values
    }

    private mutating func readMembers() throws(JSONError) -> JSONObject {
        var members: [JSONObject.Member] = []
        skipSeparator(UInt8(ascii: "{"))
        while !skip(UInt8(ascii: "}")) {
            let name = try readString()
            skipSeparator(UInt8(ascii: ":"))
            members.append(JSONObject.Member(name: name, value: try readValue(whole: true)))
            skipSeparator(UInt8(ascii: ","))
        }
        return JSONObject(unique: members)
    }

    private mutating func skipSeparator(_ byte: UInt8) {
        skipWhitespace()
        _ = skip(byte)
        skipWhitespace()
    }
}
