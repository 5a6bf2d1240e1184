import HTTP
import HTTPTypes

/// A request as a web server sends it: `BEGIN_REQUEST`, `PARAMS`, `STDIN` (FastCGI 1.0 §3.3, §5).
struct FastCGIMessage {
    private let parameters: [UInt8]
    private let body: [UInt8]

    init(_ request: Request, _ metaVariables: [String: String]) {
        var variables = [
            "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1", "REQUEST_METHOD": request.method.rawValue,
            "REQUEST_URI": request.target, "QUERY_STRING": request.query ?? "",
        ]
        if !request.body.isEmpty { variables["CONTENT_LENGTH"] = String(request.body.count) }
        for (name, value) in metaVariables { variables[name] = value }
        var bytes: [UInt8] = []
        for (name, value) in variables { Self.append(name, value, to: &bytes) }
        // Two lines of one name are two parameters, as nginx has it.
        for field in request.headerFields { Self.append(Self.parameter(field.name), field.value, to: &bytes) }
        parameters = bytes
        body = request.body
    }

    /// All records, and the wish that the connection be closed after the answer.
    var bytes: [UInt8] {
        let begin: [UInt8] = [0, UInt8(Role.responder), 0, 0, 0, 0, 0, 0]
        return Self.record(RecordType.beginRequest, begin[...]) + Self.stream(RecordType.params, parameters)
            + Self.stream(RecordType.stdin, body)
    }

    /// RFC 3875 §4.1.18; the type of the content has a parameter of its own (§4.1.3).
    private static func parameter(_ name: HTTPField.Name) -> String {
        let text = name.rawName.uppercased().replacing("-", with: "_")
        return text == "CONTENT_TYPE" || text == "CONTENT_LENGTH" ? text : "HTTP_" + text
    }

    private static func append(_ name: String, _ value: String, to bytes: inout [UInt8]) {
        for length in [name.utf8.count, value.utf8.count] {
            if length < 128 {
                bytes.append(UInt8(length))
            } else {
                bytes += [
                    UInt8(length >> 24) | 0x80, UInt8(length >> 16 & 255), UInt8(length >> 8 & 255),
                    UInt8(length & 255),
                ]
            }
        }
        bytes += name.utf8
        bytes += value.utf8
    }

    private static func stream(_ type: UInt8, _ bytes: [UInt8]) -> [UInt8] {
        var records: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            records += record(type, rest.prefix(65_535))
            rest = rest.dropFirst(65_535)
        }
        return records + record(type, [])
    }

    private static func record(_ type: UInt8, _ content: ArraySlice<UInt8>) -> [UInt8] {
        RecordHeader(type: type, requestID: 1, contentLength: UInt16(content.count)).bytes + content
    }
}
