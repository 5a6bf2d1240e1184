/// A request as a web server sends it, record by record.
struct FastCGIRequest {
    var id: UInt16 = 1
    var role: UInt16 = 1
    var keepsConnection = true
    var parameters: [(String, String)]
    var body: [UInt8] = []
    /// Bytes of the body in one record.
    var bodyPiece = 65_535

    init(
        _ method: String = "GET",
        _ target: String,
        parameters: [(String, String)] = [],
        body: [UInt8] = [],
        keepsConnection: Bool = true
    ) {
        self.parameters = [("REQUEST_METHOD", method), ("REQUEST_URI", target)] + parameters
        self.body = body
        self.keepsConnection = keepsConnection
    }

    var bytes: [UInt8] { head + stdin }

    /// `BEGIN_REQUEST` and all `PARAMS`.
    var head: [UInt8] {
        begin + records(4, parameters.flatMap(Self.pair), piece: 65_535) + Self.record(4, id)
    }

    var begin: [UInt8] {
        Self.record(1, id, [UInt8(role >> 8), UInt8(role & 255), keepsConnection ? 1 : 0, 0, 0, 0, 0, 0])
    }

    /// All `STDIN`.
    var stdin: [UInt8] { records(5, body, piece: bodyPiece) + Self.record(5, id) }

    static func record(_ type: UInt8, _ id: UInt16 = 1, _ content: [UInt8] = [], padding: UInt8 = 0) -> [UInt8] {
        let count = content.count
        return [1, type, UInt8(id >> 8), UInt8(id & 255), UInt8(count >> 8), UInt8(count & 255), padding, 0]
            + content + [UInt8](repeating: 0xEE, count: Int(padding))
    }

    static func pair(_ name: String, _ value: String) -> [UInt8] {
        length(name.utf8.count) + length(value.utf8.count) + Array(name.utf8) + Array(value.utf8)
    }

    /// In one byte if it fits.
    static func length(_ length: Int) -> [UInt8] {
        guard length > 127 else { return [UInt8(length)] }
        return [UInt8(length >> 24) | 0x80, UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255)]
    }

    private func records(_ type: UInt8, _ bytes: [UInt8], piece: Int) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: piece).flatMap {
            Self.record(type, id, Array(bytes[$0..<min($0 + piece, bytes.count)]))
        }
    }
}
