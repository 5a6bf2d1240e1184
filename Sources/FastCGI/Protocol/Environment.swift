import Glibc
public import HTTP
public import HTTPTypes

/// The environment that libfcgi has made of a request's parameters: `NAME=value`, in the order in which they were sent.
///
/// It is libfcgi's own memory, kept for as long as somebody keeps this. A request has some twenty variables and most are
/// never read, so none is made a string before it is asked for.
public struct Environment: RequestSource {
    private let request: FCGXRequest

    init(_ request: FCGXRequest) {
        self.request = request
    }

    /// Has libfcgi read the parameters of a Responder's request: name-value pairs (FastCGI 1.0 §3.4), as a web server sends
    /// them. `nil` if a length in them is not true, a name holds a `=`, anything a zero byte, or there is no memory.
    public init?(parameters: [UInt8]) {
        self.init(parameters: parameters, role: Role.responder)
    }

    init?(parameters: [UInt8], role: UInt16) {
        FCGXRequest.initialiseLibrary()
        guard ParameterPairs.verdict(on: parameters) == .readable, let file = try? RequestFile(),
            file.put(Record.request(id: 1, role: role, parameters: parameters)),
            let request = FCGXRequest(from: file)
        else { return nil }
        self.init(request)
    }

    /// All of it, `NAME=value`.
    var variables: [String] {
        var variables: [String] = []
        unsafe request.forEachVariable { variable in
            variables.append(unsafe String(cString: variable))
            return true
        }
        return variables
    }

    /// The value of the first variable with this name. Of an Authorizer, libfcgi puts `FCGI_ROLE` before all that was sent.
    public func metaVariable(_ name: StaticString) -> String? {
        unsafe request.variable(named: name).map { unsafe String(cString: $0) }
    }

    /// Adds the bytes of the same to `bytes`.
    public func appendMetaVariable(_ name: StaticString, to bytes: inout [UInt8]) -> Bool {
        guard let value = unsafe request.variable(named: name) else { return false }
        unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: value, count: strlen(value)))
        return true
    }

    /// The values of every header field with this name, in the order in which the web server passed them.
    public func values(of name: HTTPField.Name) -> [String] {
        var values: [String] = []
        unsafe request.forEachVariable { variable in
            if let text = unsafe Self.value(variable, ifField: name) { values.append(unsafe String(cString: text)) }
            return true
        }
        return values.isEmpty ? contentField(name).map { [$0.value] } ?? [] : values
    }

    /// All header fields. Their names are in lower case, with `-` where the variable had `_`.
    public var headerFields: HTTPFields {
        var fields = HTTPFields()
        unsafe request.forEachVariable { variable in
            if let field = unsafe Self.field(variable) { fields.append(field) }
            return true
        }
        for name in [HTTPField.Name.contentType, .contentLength] where fields[name] == nil {
            if let field = contentField(name) { fields.append(field) }
        }
        return fields
    }

    /// Whether a header field has a name that matches, as it stands behind `HTTP_`.
    public func containsHeaderField(where isMatch: (_ name: Span<UInt8>) -> Bool) -> Bool {
        var contains = false
        unsafe request.forEachVariable { variable in
            guard let name = unsafe Self.fieldName(variable) else { return true }
            contains = unsafe isMatch(name.span)
            return !contains
        }
        return contains
    }

    /// The two fields that have a variable without `HTTP_`, empty if the request has none (RFC 3875 §4.1.2, §4.1.3). nginx
    /// passes them as any other field, too.
    private func contentField(_ name: HTTPField.Name) -> HTTPField? {
        let value =
            switch name {
            case .contentType: metaVariable("CONTENT_TYPE")
            case .contentLength: metaVariable("CONTENT_LENGTH")
            default: String?.none
            }
        guard let value, !value.isEmpty else { return nil }
        return HTTPField(name: name, value: value)
    }

    // MARK: One variable

    private static let prefix: StaticString = "HTTP_"

    /// `HTTP_` and the name in upper case with `-` as `_` (RFC 3875 §4.1.18).
    private static func value(
        _ variable: UnsafePointer<CChar>,
        ifField name: HTTPField.Name
    ) -> UnsafePointer<CChar>? {
        guard var next = unsafe behindPrefix(variable) else { return nil }
        for byte in name.canonicalName.utf8 {
            guard unsafe UInt8(bitPattern: next.pointee) == metaVariableByte(byte) else { return nil }
            unsafe next += 1
        }
        return unsafe next.pointee == equals ? next + 1 : nil
    }

    private static func field(_ variable: UnsafePointer<CChar>) -> HTTPField? {
        guard let bytes = unsafe fieldName(variable) else { return nil }
        let text = unsafe String(decoding: bytes, as: UTF8.self).lowercased().replacing("_", with: "-")
        guard let name = HTTPField.Name(text) else { return nil }
        return HTTPField(
            name: name,
            value: unsafe String(cString: variable + prefix.utf8CodeUnitCount + bytes.count + 1)
        )
    }

    /// The name of a header field, without `HTTP_`; `nil` for any other variable.
    private static func fieldName(_ variable: UnsafePointer<CChar>) -> UnsafeBufferPointer<UInt8>? {
        guard let start = unsafe behindPrefix(variable) else { return nil }
        var length = 0
        while unsafe start[length] != equals, unsafe start[length] != 0 { length += 1 }
        guard length > 0 else { return nil }
        return unsafe UnsafeBufferPointer(
            start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self),
            count: length
        )
    }

    private static func behindPrefix(_ variable: UnsafePointer<CChar>) -> UnsafePointer<CChar>? {
        let length = prefix.utf8CodeUnitCount
        for offset in 0..<length where unsafe UInt8(bitPattern: variable[offset]) != prefix.utf8Start[offset] {
            return nil
        }
        return unsafe variable + length
    }

    private static var equals: CChar { CChar(bitPattern: UInt8(ascii: "=")) }

    private static func metaVariableByte(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x20
        case UInt8(ascii: "-"): UInt8(ascii: "_")
        default: byte
        }
    }
}
