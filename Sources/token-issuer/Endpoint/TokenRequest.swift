import FoundationEssentials
import HTTP
import HTTPTypes
import JOSE

/// The parameters of a token request (RFC 6749 §4.4.2), from a form or, as Auth0 takes them too, from a JSON object.
struct TokenRequest: Sendable, Equatable {
    var grantType: String?
    var clientID: String?
    var clientSecret: String?
    var audience: String?
    /// `nil`: all that the client may have.
    var scopes: [String]?

    /// Reads the body of `request`.
    ///
    /// - Throws: ``TokenRefusal`` if it is neither a form nor a JSON object of strings, or names a parameter twice.
    init(_ request: Request) throws(TokenRefusal) {
        var parameters = try Self.parameters(of: request)
        if let credentials = try Self.basicCredentials(of: request) {
            parameters["client_id"] = credentials.id
            parameters["client_secret"] = credentials.secret
        }
        // RFC 6749 §3.2: a parameter without a value counts as left out.
        parameters = parameters.filter { !$0.value.isEmpty }
        grantType = parameters["grant_type"]
        clientID = parameters["client_id"]
        clientSecret = parameters["client_secret"]
        audience = parameters["audience"]
        scopes = parameters["scope"]?.split(separator: " ").map(String.init)
    }

    private static func parameters(of request: Request) throws(TokenRefusal) -> [String: String] {
        let contentType = request.values(of: .contentType).first ?? request.metaVariable("CONTENT_TYPE") ?? ""
        let mediaType = contentType.split(separator: ";").first.map { $0.lowercased() } ?? ""
        switch mediaType.trimming(while: { $0 == " " }) {
        case "application/json": return try jsonParameters(request.body)
        case "application/x-www-form-urlencoded": return try formParameters(request.body)
        default: throw .invalidRequest("The body must be a form or a JSON object.")
        }
    }

    private static func jsonParameters(_ body: [UInt8]) throws(TokenRefusal) -> [String: String] {
        guard let object = try? JSONObject(parsing: body) else {
            throw .invalidRequest("The body is not a JSON object.")
        }
        var parameters: [String: String] = [:]
        for name in object.names {
            guard let value = object[name]?.stringValue else { throw .invalidRequest("A parameter is not a string.") }
            parameters[name] = value
        }
        return parameters
    }

    private static func formParameters(_ body: [UInt8]) throws(TokenRefusal) -> [String: String] {
        switch FormFields.parse(body) {
        case .fields(let parameters): return parameters
        case .malformed: throw .invalidRequest("The form is not well encoded.")
        // RFC 6749 §3.2: parameters must not be included more than once.
        case .duplicate: throw .invalidRequest("A parameter is given twice.")
        }
    }

    /// RFC 6749 §2.3.1: identifier and secret are form-encoded before they become Basic credentials.
    private static func basicCredentials(of request: Request) throws(TokenRefusal) -> (id: String, secret: String)? {
        guard let value = request.values(of: .authorization).first else { return nil }
        let words = value.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "basic", let bytes = Data(base64Encoded: String(words[1]))
        else {
            throw .unauthorized
        }
        let parts = Array(bytes).split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let id = String(formEncoded: parts[0]), let secret = String(formEncoded: parts[1])
        else {
            throw .unauthorized
        }
        return (id, secret)
    }
}

extension String {
    fileprivate func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
