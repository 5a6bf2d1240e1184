import HTTPTypes
import Text
import URI

/// Which web pages of other origins may read answers, in the words of CORS (Fetch §3.2).
public struct CORSPolicy: Sendable {
    /// The origins whose pages may.
    public enum Origins: Sendable, Hashable {
        /// Those of any origin; never together with credentials.
        case any
        /// Those of these origins, compared as they are written.
        case list([String])
    }

    private let origins: Origins
    private let allowed: HTTPFields
    private let preflight: HTTPFields

    /// A policy; `nil` for any origin together with credentials, which would open the answers to every page that a user visits.
    ///
    /// - Parameters:
    ///   - origins: Whose pages may read answers.
    ///   - allowsCredentials: Whether browsers send cookies and client certificates along.
    ///   - maxAge: How long a browser may remember the answer to a preflight.
    ///   - methods: What pages may send.
    ///   - requestFields: The header fields that they may send with it.
    ///   - responseFields: The header fields of answers that they may read.
    public init?(
        origins: Origins,
        allowsCredentials: Bool = false,
        maxAge: Duration = .seconds(600),
        methods: CORSNames = .standardMethods,
        requestFields: CORSNames = .standardRequestFields,
        responseFields: CORSNames = .standardResponseFields
    ) {
        if case .any = origins, allowsCredentials { return nil }
        self.origins = origins
        var allowed: HTTPFields = [:]
        if allowsCredentials { allowed[.accessControlAllowCredentials] = "true" }
        var answer = allowed
        answer[.accessControlExposeHeaders] = responseFields.value
        self.allowed = answer
        allowed[.accessControlAllowMethods] = methods.value
        allowed[.accessControlAllowHeaders] = requestFields.value
        allowed[.accessControlMaxAge] = String(maxAge.components.seconds)
        preflight = allowed
    }

    /// `text` is an origin as a browser writes it (RFC 6454 §6.2): `https://app.example.com`, `http://localhost:3000`. Never
    /// `null`, which every sandboxed page has.
    public static func isOrigin(_ text: String) -> Bool {
        guard let origin = HTTPOrigin(text) else { return false }
        return origin.description.isSameText(as: text)
    }

    /// The fields of an answer to a request with these `Origin` fields.
    func fields(for origins: [String], isPreflight: Bool) -> HTTPFields {
        var fields: HTTPFields = [:]
        if let origin = allowedOrigin(origins) {
            fields = isPreflight ? preflight : allowed
            fields[.accessControlAllowOrigin] = origin
        }
        // A cache must not hand an answer for one origin to another.
        if case .list = self.origins { fields[.vary] = "Origin" }
        return fields
    }

    /// In words of ours, not of the client's.
    private func allowedOrigin(_ origins: [String]) -> String? {
        guard origins.count == 1, let origin = origins.first else { return nil }
        switch self.origins {
        case .any: return "*"
        case .list(let allowed): return allowed.first(where: origin.isSameText)
        }
    }
}
