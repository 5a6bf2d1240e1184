/// A FastCGI request as records, for peers that are not nginx.
struct FastCGIRequest {
    let target: String

    /// `BEGIN_REQUEST` (responder, connection not kept), `PARAMS`, `STDIN`, as one web server would send them.
    var records: [UInt8] {
        let parameters = [("REQUEST_METHOD", "GET"), ("REQUEST_URI", target), ("CONTENT_LENGTH", "0")]
        let pairs = parameters.flatMap { name, value in
            [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array(name.utf8) + Array(value.utf8)
        }
        return Self.record(type: 1, content: [0, 1, 0, 0, 0, 0, 0, 0])
            + Self.record(type: 4, content: pairs) + Self.record(type: 4, content: [])
            + Self.record(type: 5, content: [])
    }

    /// One record of request 1.
    static func record(type: UInt8, content: [UInt8]) -> [UInt8] {
        [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 255), 0, 0] + content
    }
}
