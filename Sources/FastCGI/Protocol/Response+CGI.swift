import HTTP
import HTTPTypes

extension Response {
    /// Appends the response as a FastCGI application writes it (RFC 3875 §6.2): `Status`, fields, an empty line, the body.
    ///
    /// Every one, whoever made it, tells browsers not to guess at its type (Fetch §3.6).
    func appendCGI(to bytes: inout [UInt8], omittingBody: Bool) {
        bytes.append(literal: "Status: ")
        bytes.append(decimal: status.code)
        bytes.append(UInt8(ascii: " "))
        bytes.append(text: status.reasonPhrase)
        bytes.append(literal: "\r\n")
        // HTTPField keeps its value free of control characters, and its name a token.
        for field in headerFields where !field.name.isReserved {
            bytes.append(text: field.name.rawName)
            bytes.append(literal: ": ")
            bytes.append(text: field.value)
            bytes.append(literal: "\r\n")
        }
        bytes.append(literal: "X-Content-Type-Options: nosniff\r\n")
        guard status.mayHaveBody else { return bytes.append(literal: "\r\n") }
        bytes.append(literal: "Content-Length: ")
        bytes.append(decimal: body.count)
        bytes.append(literal: "\r\n\r\n")
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
        // By length first: each field is asked, and each comparison is a call.
        switch canonicalName.utf8.count {
        case 6: canonicalName == "status"
        case 14: canonicalName == "content-length"
        case 17: canonicalName == "transfer-encoding"
        case 22: canonicalName == "x-content-type-options"
        default: false
        }
    }
}
