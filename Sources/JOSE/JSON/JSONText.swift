/// An object as it was written, whose values are made when somebody asks for them.
final class JSONText: Sendable {
    let bytes: [UInt8]
    /// From its first brace to behind its last.
    let range: Range<Int>
    /// It is written as it would be encoded.
    let isCompact: Bool
    let members: JSONMembers

    init(bytes: [UInt8], range: Range<Int>, isCompact: Bool, members: JSONMembers) {
        self.bytes = bytes
        self.range = range
        self.isCompact = isCompact
        self.members = members
    }

    var names: [String] {
        members.names.map { $0.text(in: bytes) }
    }

    func contains(_ name: String) -> Bool {
        members.find(name, in: bytes) != nil
    }

    func value(of name: String) -> JSONValue? {
        members.find(name, in: bytes).map(value)
    }

    func look(_ name: String) -> JSONMember {
        guard let place = members.find(name, in: bytes) else { return .absent }
        return bytes[Int(place.valueStart)] == UInt8(ascii: "[") ? .array : .single(value(place))
    }

    func strings(_ name: String) -> [String]? {
        guard let place = members.find(name, in: bytes) else { return nil }
        var parser = JSONParser(bytes, at: Int(place.valueStart))
        return parser.strings()
    }

    private func value(_ place: JSONMembers.Place) -> JSONValue {
        let (start, end) = (Int(place.valueStart), Int(place.valueEnd))
        if place.isPlainString { return .string(String(decoding: bytes[start + 1..<end - 1], as: UTF8.self)) }
        var parser = JSONParser(bytes, at: start)
        return parser.value(whole: false)
    }

    /// The object with every value made.
    var whole: JSONObject {
        var parser = JSONParser(bytes, at: range.lowerBound)
        return parser.value(whole: true).objectValue ?? JSONObject()
    }

    func isWritten(as other: JSONText) -> Bool {
        bytes[range] == other.bytes[other.range]
    }
}
