/// What a web server says about one request, read from its connection.
struct FastCGIParameters {
    private var values: [String: [String]] = [:]

    /// Reads records until the parameters have ended.
    init(from socket: LocalSocket) throws {
        var bytes: [UInt8] = []
        var parameters: [UInt8] = []
        while true {
            while let record = Self.takeRecord(&bytes) {
                guard record.type == 4 else { continue }
                if record.content.isEmpty {
                    parse(parameters)
                    return
                }
                parameters += record.content
            }
            let more = try socket.receive()
            guard !more.isEmpty else { throw Incomplete() }
            bytes += more
        }
    }

    struct Incomplete: Error {}

    /// The values of every parameter with this name, in their order.
    subscript(name: String) -> [String]? { values[name] }

    var names: [String] { values.keys.sorted() }

    private static func takeRecord(_ bytes: inout [UInt8]) -> (type: UInt8, content: [UInt8])? {
        guard bytes.count >= 8 else { return nil }
        let length = Int(bytes[4]) << 8 | Int(bytes[5])
        let end = 8 + length + Int(bytes[6])
        guard bytes.count >= end else { return nil }
        defer { bytes.removeFirst(end) }
        return (bytes[1], Array(bytes[8..<8 + length]))
    }

    private mutating func parse(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let nameLength = Self.takeLength(&rest)
            let valueLength = Self.takeLength(&rest)
            let name = String(decoding: rest.prefix(nameLength), as: UTF8.self)
            let value = String(decoding: rest.dropFirst(nameLength).prefix(valueLength), as: UTF8.self)
            values[name, default: []].append(value)
            rest = rest.dropFirst(nameLength + valueLength)
        }
    }

    private static func takeLength(_ rest: inout ArraySlice<UInt8>) -> Int {
        let first = Int(rest.popFirst() ?? 0)
        guard first > 127 else { return first }
        return rest.popFirst(3).reduce(first & 127) { $0 << 8 | Int($1) }
    }
}

extension ArraySlice {
    fileprivate mutating func popFirst(_ count: Int) -> Self {
        defer { self = dropFirst(count) }
        return prefix(count)
    }
}
