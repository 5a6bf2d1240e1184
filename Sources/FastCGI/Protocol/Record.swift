/// The header of a FastCGI record (FastCGI 1.0 §3.3) and the bodies that a server of ours writes by itself.
struct RecordHeader {
    static let length = 8
    static let version: UInt8 = 1

    var type: UInt8
    var requestID: UInt16
    var contentLength: UInt16
    var paddingLength: UInt8 = 0

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    func append(to bytes: inout [UInt8]) {
        bytes.append(Self.version)
        bytes.append(type)
        bytes.append(UInt8(requestID >> 8))
        bytes.append(UInt8(requestID & 0xff))
        bytes.append(UInt8(contentLength >> 8))
        bytes.append(UInt8(contentLength & 0xff))
        bytes.append(paddingLength)
        bytes.append(0)
    }
}

/// Record types (FastCGI 1.0 §8).
enum RecordType {
    static let beginRequest: UInt8 = 1
    static let abortRequest: UInt8 = 2
    static let endRequest: UInt8 = 3
    static let params: UInt8 = 4
    static let stdin: UInt8 = 5
    static let stderr: UInt8 = 7
    static let getValues: UInt8 = 9
    static let getValuesResult: UInt8 = 10
    static let unknownType: UInt8 = 11
}

/// What the web server wants of an application (FastCGI 1.0 §6).
enum Role {
    static let responder: UInt16 = 1
    static let authorizer: UInt16 = 2

    /// Those that a server of ours plays.
    static let played: Set<UInt16> = [responder, authorizer]
}

/// A record that a server writes without a request being under way.
enum Record {
    /// Ends a request whose role this server does not play (FastCGI 1.0 §5.5, `FCGI_UNKNOWN_ROLE`).
    static func unknownRole(requestID: UInt16) -> [UInt8] {
        RecordHeader(type: RecordType.endRequest, requestID: requestID, contentLength: 8).bytes + [
            0, 0, 0, 0, 3, 0, 0, 0,
        ]
    }

    /// Answers a management record of a type that this server does not know (FastCGI 1.0 §4.2).
    static func unknownType(_ type: UInt8) -> [UInt8] {
        RecordHeader(type: RecordType.unknownType, requestID: 0, contentLength: 8).bytes + [type, 0, 0, 0, 0, 0, 0, 0]
    }

    /// The end of a request's error messages, of which there were none (FastCGI 1.0 §5.3).
    static func endOfErrors(requestID: UInt16) -> [UInt8] {
        RecordHeader(type: RecordType.stderr, requestID: requestID, contentLength: 0).bytes
    }

    /// Answers `FCGI_GET_VALUES` (FastCGI 1.0 §4.1): one request at a time on a connection.
    static let values: [UInt8] = {
        let name = Array("FCGI_MPXS_CONNS".utf8)
        let pair = [UInt8(name.count), 1] + name + [UInt8(ascii: "0")]
        let length = UInt16(pair.count)
        return RecordHeader(type: RecordType.getValuesResult, requestID: 0, contentLength: length).bytes + pair
    }()

    /// The records of a request without a body, as a web server sends them.
    static func request(id: UInt16, role: UInt16, parameters: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        appendRequest(id: id, role: role, parameters: parameters, to: &bytes)
        return bytes
    }

    static func appendRequest(id: UInt16, role: UInt16, parameters: [UInt8], to bytes: inout [UInt8]) {
        RecordHeader(type: RecordType.beginRequest, requestID: id, contentLength: 8).append(to: &bytes)
        bytes.append(UInt8(role >> 8))
        bytes.append(UInt8(role & 0xff))
        // FCGI_KEEP_CONN: what happens to the connection is not for libfcgi to decide.
        bytes.append(1)
        for _ in 0..<5 { bytes.append(0) }
        var rest = parameters[...]
        while !rest.isEmpty {
            let content = rest.prefix(Int(UInt16.max))
            RecordHeader(type: RecordType.params, requestID: id, contentLength: UInt16(content.count)).append(
                to: &bytes
            )
            bytes += content
            rest = rest.dropFirst(content.count)
        }
        RecordHeader(type: RecordType.params, requestID: id, contentLength: 0).append(to: &bytes)
        RecordHeader(type: RecordType.stdin, requestID: id, contentLength: 0).append(to: &bytes)
    }
}
