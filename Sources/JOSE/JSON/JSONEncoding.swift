import Text

extension JSONObject {
    /// Compact JSON in UTF-8: members in their order, no white space. What cannot be written, a number that is not
    /// finite, is `null`.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        JSONValue.object(self).encode(into: &bytes)
        return bytes
    }
}

extension JSONValue {
    /// Compact JSON in UTF-8: members in their order, no white space. What cannot be written, a number that is not
    /// finite, is `null`.
    public func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    fileprivate func encode(into bytes: inout [UInt8]) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .number(let value): bytes.append(contentsOf: (value.isFinite ? "\(value)" : "null").utf8)
        case .string(let value): JSONValue.encode(value, into: &bytes)
        case .array(let values): JSONValue.encode(values, into: &bytes)
        case .object(let object): JSONValue.encode(object, into: &bytes)
        }
    }

    private static func encode(_ values: [JSONValue], into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            value.encode(into: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private static func encode(_ object: JSONObject, into bytes: inout [UInt8]) {
        if let text = object.text, text.isCompact {
            bytes.append(contentsOf: text.bytes[text.range])
            return
        }
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in object.members.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            encode(member.name, into: &bytes)
            bytes.append(UInt8(ascii: ":"))
            member.value.encode(into: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func encode(_ string: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
            case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
            case ..<0x20:
                bytes.append(contentsOf: Unicode.Scalar(byte).escapedAsJSON.utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
