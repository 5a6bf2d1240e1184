import HTTP
import HTTPTypes

extension Response {
    /// Appends the response as a FastCGI application writes it (RFC 3875 §6.2): `Status`, fields, an empty line, the body.
    ///
    /// Every one, whoever made it, tells browsers not to guess at its type (Fetch §3.6).
    func appendCGI(to bytes: inout [UInt8], omittingBody: Bool) {
        bytes.append(contentsOf: "Status: ".utf8)
        bytes.append(contentsOf: String(status.code).utf8)
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: status.reasonPhrase.utf8)
        bytes.append(contentsOf: "\r\n".utf8)
        // HTTPField keeps its value free of control characters, and its name a token.
        for field in headerFields where !field.name.isReserved {
            bytes.append(contentsOf: field.name.rawName.utf8)
            bytes.append(contentsOf: ": ".utf8)
            bytes.append(contentsOf: field.value.utf8)
            bytes.append(contentsOf: "\r\n".utf8)
        }
        bytes.append(contentsOf: "X-Content-Type-Options: nosniff\r\n".utf8)
        guard status.mayHaveBody else {
            return bytes.append(contentsOf: "\r\n".utf8)
        }
        bytes.append(contentsOf: "Content-Length: ".utf8)
        bytes.append(contentsOf: String(body.count).utf8)
        bytes.append(contentsOf: "\r\n\r\n".utf8)
        if !omittingBody { bytes.append(contentsOf: body) }
    }
}

extension HTTPResponse.Status {
    /// RFC 9110 §6.4.1.
    fileprivate var mayHaveBody: Bool { kind != .informational && code != 204 && code != 304 }
}

extension HTTPField.Name {
    /// A handler has no say in it: `Status` is the response's own (RFC 3875 §6.3.3), how the content is delimited is
    /// between this server and the web server (RFC 3875 §6.3.4), and `X-Content-Type-Options` is the same for all.
    fileprivate var isReserved: Bool {
        switch canonicalName {
        case "content-length", "status", "transfer-encoding", "x-content-type-options": true
        default: false
        }
    }
}
