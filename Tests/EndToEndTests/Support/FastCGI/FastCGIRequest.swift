/// A FastCGI request as records, for peers that are not nginx.
struct FastCGIRequest {
    let target: String
    var authorization: String?
    var body: [UInt8] = []

    /// `BEGIN_REQUEST` (responder, connection not kept), `PARAMS`, `STDIN`, as one web server would send them.
    var records: [UInt8] {
        var parameters = [("REQUEST_METHOD", "GET"), ("REQUEST_URI", target), ("CONTENT_LENGTH", "\(body.count)")]
        if let authorization { parameters.append(("HTTP_AUTHORIZATION", authorization)) }
        let pairs = parameters.flatMap { Self.length($0) + Self.length($1) + Array($0.utf8) + Array($1.utf8) }
        return Self.record(type: 1, content: [0, 1, 0, 0, 0, 0, 0, 0])
            + Self.record(type: 4, content: pairs) + Self.record(type: 4, content: [])
            + stride(from: 0, to: body.count, by: 65_535).flatMap {
                Self.record(type: 5, content: Array(body[$0..<min($0 + 65_535, body.count)]))
            }
            + Self.record(type: 5, content: [])
    }

    /// One record of request 1.
    static func record(type: UInt8, content: [UInt8]) -> [UInt8] {
        [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 255), 0, 0] + content
    }

    /// One byte up to 127, else four with the highest bit set (FastCGI 1.0 §3.4).
    private static func length(_ text: String) -> [UInt8] {
        let count = text.utf8.count
        guard count > 127 else { return [UInt8(count)] }
        return [UInt8(count >> 24) | 0x80, UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)]
    }
}
