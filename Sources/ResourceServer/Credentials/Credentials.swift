public import HTTP
import HTTPTypes
public import OAuth
import Text

/// The access token of a request, as the client presented it.
public struct Credentials: Sendable {
    /// The authentication scheme; `nil` for a token from a place that names none.
    public let scheme: Scheme?
    /// The token, so far nothing but a word of the right characters.
    public let token: String
    /// Where it stood.
    public let source: TokenSource

    /// How a client claims to hold its token.
    public enum Scheme: String, Sendable {
        /// Whoever has it may use it (RFC 6750).
        case bearer = "Bearer"
        /// Bound to a key of the client's (RFC 9449).
        case dpop = "DPoP"
    }

    /// Finds the token of a request.
    ///
    /// - Returns: `nil` when the request carries no credentials, or such of another scheme.
    /// - Throws: `TokenValidationError.invalidRequest` when it carries more than one token, or one that is not
    ///   well-formed: an ambiguity that another party may resolve differently.
    public static func find(
        in request: Request,
        sources: [TokenSource]
    ) throws(TokenValidationError) -> Credentials? {
        var found: Credentials?
        for source in sources {
            for credentials in try all(in: request, source) {
                guard found == nil else { throw refused("more than one token") }
                found = credentials
            }
        }
        return found
    }

    /// The scheme in which a request presents its token, even a request whose credentials are not well-formed: the one in
    /// `Authorization`, or else DPoP if it carries a proof; `nil` if nothing says.
    package static func scheme(of request: Request) -> Scheme? {
        for value in request.values(of: .authorization) {
            if let (scheme, _) = Scheme.leading(value.utf8.span) { return scheme }
        }
        return request.values(of: .dpop).isEmpty ? nil : .dpop
    }

    private static func all(
        in request: Request,
        _ source: TokenSource
    ) throws(TokenValidationError) -> [Credentials] {
        switch source {
        case .header:
            let values = request.values(of: .authorization)
            guard values.count <= 1 else { throw refused("more than one Authorization header field") }
            guard let value = values.first, let credentials = try fromHeader(value) else { return [] }
            return [credentials]
        case .cookie(let name):
            return try words(in: request.values(of: .cookie), separator: UInt8(ascii: ";"), name: name, source)
        case .query(let name):
            return try words(in: request.query.map { [$0] } ?? [], separator: UInt8(ascii: "&"), name: name, source)
        }
    }

    /// `credentials = auth-scheme 1*SP b64token` (RFC 6750 §2.1); schemes are case-insensitive (RFC 9110 §11.1).
    private static func fromHeader(_ value: String) throws(TokenValidationError) -> Credentials? {
        let bytes = value.utf8.span
        guard let (scheme, end) = Scheme.leading(bytes) else { return nil }
        var start = end
        while start < bytes.count, bytes[start] == UInt8(ascii: " ") { start += 1 }
        guard start < bytes.count else { throw refused("a scheme without a token") }
        guard start > end else { throw refused("no space between the scheme and the token") }
        let token = value.utf8[value.utf8.index(value.utf8.startIndex, offsetBy: start)...]
        return Credentials(scheme: scheme, token: try b64token(token), source: .header)
    }

    private static func words(
        in lists: [String],
        separator: UInt8,
        name: String,
        _ source: TokenSource
    ) throws(TokenValidationError) -> [Credentials] {
        var found: [Credentials] = []
        let start = "\(name)="
        for list in lists {
            for pair in list.utf8.split(separator: separator) {
                let pair = pair.drop { $0 == UInt8(ascii: " ") }
                guard pair.starts(with: start.utf8) else { continue }
                let token = pair.dropFirst(start.utf8.count)
                // An empty cookie is how a server takes one back: there is none.
                if token.isEmpty { continue }
                found.append(Credentials(scheme: nil, token: try b64token(token), source: source))
            }
        }
        return found
    }

    /// `b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="` (RFC 6750 §2.1).
    private static func b64token(_ bytes: Substring.UTF8View) throws(TokenValidationError) -> String {
        let span = bytes.span
        var end = span.count
        while end > 0, span[end - 1] == UInt8(ascii: "=") { end -= 1 }
        guard end > 0, B64TokenCharacters.areAll(in: span.extracting(..<end)) else {
            throw refused("more than one word, or characters that no token has")
        }
        return String(Substring(bytes))
    }

    private static func refused(_ detail: String) -> TokenValidationError {
        .invalidRequest(detail: detail)
    }
}

extension Credentials.Scheme: CaseIterable {
    /// The scheme at the start of `bytes`, as a whole word, and where it ends.
    fileprivate static func leading(_ bytes: Span<UInt8>) -> (scheme: Self, end: Int)? {
        var end = 0
        while end < bytes.count, bytes[end].isTokenCharacter { end += 1 }
        return allCases.first { $0.isNamed(bytes.extracting(..<end)) }.map { ($0, end) }
    }

    /// Schemes are case-insensitive (RFC 9110 §11.1).
    private func isNamed(_ name: Span<UInt8>) -> Bool {
        let own = rawValue.utf8.span
        return name.count == own.count
            && own.indices.allSatisfy { own[$0].lowercasedASCII == name[$0].lowercasedASCII }
    }
}
