public import FoundationEssentials
import HTTPTypes
import Text

extension Request {
    /// The content, which is JSON, as a value.
    ///
    /// - Parameters:
    ///   - type: What it is.
    ///   - maxBytes: The longest content that is looked at, in bytes; the server has a limit of its own for all.
    ///   - decoder: How dates, data and keys are written.
    /// - Returns: The value.
    /// - Throws: ``RequestBodyError``, which a ``Router`` answers.
    public func decode<Value: Decodable>(
        _ type: Value.Type,
        upTo maxBytes: Int = .max,
        decoder: JSONDecoder = JSONDecoder()
    ) throws(RequestBodyError) -> Value {
        guard isJSON else { throw .notJSON }
        guard body.count <= maxBytes else { throw .tooLarge }
        do { return try decoder.decode(type, from: Data(body)) } catch { throw .malformed(reason: "\(error)") }
    }

    /// `application/json`, or another type in that syntax (RFC 6839 §3.1), whatever its parameters.
    private var isJSON: Bool {
        let types = values(of: .contentType)
        guard types.count == 1, let type = types.first?.split(separator: ";").first else { return false }
        let name = String(type.trimming { $0 == " " || $0 == "\t" }).lowercased()
        return name == "application/json" || name.hasPrefix("application/") && name.hasSuffix("+json")
    }
}

/// Why the content of a request is not the value that a handler wants.
public enum RequestBodyError: AnsweringError, Hashable {
    /// The request does not say that its content is JSON: 415.
    case notJSON
    /// The content is longer than the handler takes: 413.
    case tooLarge
    /// The content is not JSON, or not of the type: 400. The reason has words of the client, and is only for logs that escape.
    case malformed(reason: String)

    /// The answer, which says nothing of what the client sent.
    public var response: Response {
        switch self {
        case .notJSON: HTTPError(.unsupportedMediaType, "The content is not JSON.").response
        case .tooLarge: .contentTooLarge
        case .malformed: HTTPError(.badRequest, "The content is not what is expected here.").response
        }
    }
}
