import HTTP
import HTTPTypes
import Text

/// What a process sent for one request: records (FastCGI 1.0 §3.3), and in them a CGI response (RFC 3875 §6).
struct FastCGIAnswer {
    private static let stdout: UInt8 = 6

    private var content: [UInt8] = []

    /// - Throws: ``FastCGIClientError/malformed`` when it does not end as an answer ends.
    init(_ bytes: [UInt8]) throws(FastCGIClientError) {
        var rest = bytes[...]
        while rest.count >= RecordHeader.length {
            let header = Array(rest.prefix(RecordHeader.length))
            let length = Int(header[4]) << 8 | Int(header[5])
            rest = rest.dropFirst(RecordHeader.length)
            guard rest.count >= length else { throw .malformed }
            if header[1] == Self.stdout { content += rest.prefix(length) }
            if header[1] == RecordType.endRequest { return }
            rest = rest.dropFirst(length + Int(header[6]))
        }
        throw .malformed
    }

    /// - Throws: ``FastCGIClientError/malformed`` when it is no CGI response.
    func response() throws(FastCGIClientError) -> Response {
        let end: [UInt8] = Array("\r\n\r\n".utf8)
        guard let head = content.indices.first(where: { content[$0...].starts(with: end) }) else { throw .malformed }
        var response = Response(status: .ok, body: Array(content[(head + end.count)...]))
        for line in content[..<head].split(separator: UInt8(ascii: "\n")) {
            let line = String(decoding: line.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
            guard let colon = line.firstIndex(of: ":") else { throw .malformed }
            let value = String(line[line.index(after: colon)...].drop { $0 == " " })
            if line[..<colon] == "Status" {
                guard let code = Int(digits: value.prefix(3)) else { throw .malformed }
                response.status = HTTPResponse.Status(code: code)
            } else {
                guard let name = HTTPField.Name(String(line[..<colon])) else { throw .malformed }
                response.headerFields.append(HTTPField(name: name, value: value))
            }
        }
        return response
    }
}
