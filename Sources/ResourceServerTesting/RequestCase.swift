public import HTTP
public import HTTPTypes

/// A row of a table of requests: what is sent, and what must come back, from whatever ``RequestTarget``.
public struct RequestCase: Sendable, CustomStringConvertible {
    /// What the row is about, in words.
    public let description: String
    /// What is sent.
    public let request: Request
    /// The status that must come back.
    public let status: HTTPResponse.Status
    /// The `error_code` that must stand in the JSON body; with `nil` none may.
    public let code: String?

    /// A row.
    public init(
        _ description: String,
        _ request: Request,
        status: HTTPResponse.Status = .ok,
        code: String? = nil
    ) {
        self.description = description
        self.request = request
        self.status = status
        self.code = code
    }

    /// What is not as it must be about an answer; `nil` if all is.
    public func mismatch(with response: Response) -> String? {
        let found = response.member("error_code")
        guard response.status != status || found != code else { return nil }
        func words(_ status: HTTPResponse.Status, _ code: String?) -> String {
            "\(status.code)\(code.map { " \($0)" } ?? "")"
        }
        return "\(description): expected \(words(status, code)), found \(words(response.status, found))"
    }
}

extension Request {
    /// A request with an access token as a bearer token, or together with a proof under the scheme DPoP.
    ///
    /// - Parameters:
    ///   - target: The target.
    ///   - method: The method.
    ///   - token: The token; `nil` for a request without one.
    ///   - proof: The proof (RFC 9449 §4).
    ///   - body: JSON; with it goes its `Content-Type`.
    /// - Returns: The request.
    public static func to(
        _ target: String,
        method: HTTPRequest.Method = .get,
        token: String?,
        proof: String? = nil,
        json body: String? = nil
    ) -> Request {
        var fields: HTTPFields = [:]
        if let token { fields[.authorization] = "\(proof == nil ? "Bearer" : "DPoP") \(token)" }
        if let proof { fields[.dpop] = proof }
        if body != nil { fields[.contentType] = "application/json" }
        return Request(method: method, target: target, headerFields: fields, body: body.map { Array($0.utf8) } ?? [])
    }
}
