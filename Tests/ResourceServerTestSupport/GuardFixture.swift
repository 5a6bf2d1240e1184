package import HTTP
package import HTTPTypes
package import JOSE
package import OAuth
package import ResourceServer
import ResourceServerTesting
package import URI

/// An issuer, a client with a key, and an API behind a guard.
package struct GuardFixture: Sendable {
    package static let issuer = "https://issuer.example.com/"
    package static let audience = "https://api.example.com"
    package static let origin = HTTPOrigin("https://api.example.com")

    private let issuer: TestIssuer
    private let client: TestClient
    package let validator: AccessTokenValidator

    package init() throws {
        issuer = try TestIssuer(issuer: Self.issuer, audience: Self.audience)
        client = try TestClient(clock: issuer.clock)
        validator = issuer.validator()
    }

    package var issuerKey: SigningKey { issuer.key }
    package var clientKey: SigningKey { client.key }
    package var thumbprint: String { client.thumbprint }

    /// What tells clients of the API whose tokens it takes.
    package static func metadata() -> ProtectedResourceMetadata? {
        ProtectedResourceMetadata(
            address: PublicAddress(origin: origin),
            authorizationServers: [issuer],
            sources: [.header],
            dpop: .allowed
        )
    }

    /// A guard; without `proofs` it judges them with a memory of its own.
    package func resourceServer(
        _ dpop: DPoPMode,
        _ proofs: DPoPProtection? = nil,
        sources: [TokenSource] = [.header],
        clock: @escaping @Sendable () -> NumericDate = { .now }
    ) -> ResourceServer {
        ResourceServer(
            validator: validator,
            sources: sources,
            dpop: dpop,
            proofs: proofs ?? protection(),
            clock: clock
        )
    }

    /// What judges proofs, with a memory of its own.
    package func protection(nonces: ServerNonces? = nil) -> DPoPProtection {
        DPoPProtection(validator: DPoPValidator(nonces: nonces), address: PublicAddress(origin: Self.origin))
    }

    package func token(isBound: Bool, scope: String? = nil) throws -> String {
        var claims: JSONObject = [:]
        claims["scope"] = scope.map { .string($0) }
        return try issuer.token(claims: claims, boundTo: isBound ? client : nil)
    }

    /// A bearer token with these claims, or with these values of the claims it has anyway.
    package func token(claims: JSONObject) throws -> String {
        try issuer.token(claims: claims)
    }

    package func proof(for token: String, method: String = "GET", path: String = "/private", nonce: String? = nil)
        throws
        -> String
    {
        var claims: JSONObject = [:]
        claims["nonce"] = nonce.map { .string($0) }
        return try client.proof(for: token, url: "https://api.example.com" + path, method: method, claims: claims)
    }
}

extension Request {
    /// A request with these header fields, in this order.
    package static func with(
        _ fields: [(name: String, value: String)],
        method: HTTPRequest.Method = .get,
        target: String = "/private",
        metaVariables: [String: String] = [:]
    ) throws -> Request {
        var headerFields = HTTPFields()
        for field in fields {
            headerFields.append(HTTPField(name: try Self.fieldName(field.name), value: field.value))
        }
        return Request(method: method, target: target, headerFields: headerFields, metaVariables: metaVariables)
    }

    fileprivate static func fieldName(_ name: String) throws -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { throw NoFieldName(text: name) }
        return name
    }

    private struct NoFieldName: Error {
        let text: String
    }
}

extension RefusalWriter {
    /// The response to a request of which only the reason of its refusal matters.
    package func response(
        to error: TokenValidationError,
        presentedAs scheme: Credentials.Scheme? = nil,
        tokenInQuery query: Bool = false
    ) -> Response {
        response(to: Refusal(error), of: Request(target: "/"), presentedAs: scheme, tokenInQuery: query)
    }
}

extension Response {
    /// A member of the JSON body.
    package func member(_ name: String) throws -> String? {
        try JSONObject(parsing: body)[name]?.stringValue
    }

    /// The value of every line of a header field.
    package func values(of name: String) throws -> [String] {
        headerFields[values: try Request.fieldName(name)]
    }
}
