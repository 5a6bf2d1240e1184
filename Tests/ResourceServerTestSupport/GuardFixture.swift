package import HTTP
package import HTTPTypes
package import JOSE
import JWKS
package import OAuth
package import ResourceServer
package import URI

/// An issuer, a client with a key, and an API behind a guard.
package struct GuardFixture: Sendable {
    package static let issuer = "https://issuer.example.com/"
    package static let audience = "https://api.example.com"
    package static let origin = HTTPOrigin("https://api.example.com")

    package let issuerKey: SigningKey
    package let clientKey: SigningKey
    private let cache: JWKSCache
    package let validator: AccessTokenValidator

    package init() throws {
        issuerKey = try SigningKey.generate(.es256)
        clientKey = try SigningKey.generate(.es256)
        cache = JWKSCache(fetch: { _ in throw CancellationError() })
        let policy = IssuerPolicy(
            issuer: Self.issuer,
            audiences: [Self.audience],
            algorithms: [.es256],
            keySource: .fixed(JWKSet([issuerKey.verificationKey]))
        )
        validator = AccessTokenValidator(policies: [policy], cache: cache)
    }

    package var thumbprint: String { clientKey.verificationKey.thumbprint }

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
        let now = Int64(NumericDate.now.secondsSinceEpoch)
        var claims: JSONObject = [
            "iss": .string(Self.issuer), "aud": .string(Self.audience), "sub": "alice",
            "iat": .integer(now), "exp": .integer(now + 600),
        ]
        if isBound { claims["cnf"] = ["jkt": .string(thumbprint)] }
        claims["scope"] = scope.map { .string($0) }
        return try issuerKey.sign(claims)
    }

    /// A bearer token with these claims, or with these values of the claims it has anyway.
    package func token(claims further: JSONObject) throws -> String {
        let now = Int64(NumericDate.now.secondsSinceEpoch)
        var claims: JSONObject = [
            "iss": .string(Self.issuer), "aud": .string(Self.audience), "sub": "alice",
            "iat": .integer(now), "exp": .integer(now + 600),
        ]
        for name in further.names { claims[name] = further[name] }
        return try issuerKey.sign(claims)
    }

    package func proof(for token: String, method: String = "GET", path: String = "/private", nonce: String? = nil)
        throws
        -> String
    {
        var jwk = clientKey.publicJWK
        for name in ["kid", "alg", "use"] { jwk[name] = nil }
        var claims: JSONObject = [
            "jti": .string(Base64URL.encode(RandomBytes.make(count: 16))), "htm": .string(method),
            "htu": .string("https://api.example.com" + path), "iat": .number(NumericDate.now.secondsSinceEpoch),
            "ath": .string(Base64URL.encode(SHA256.digest(of: token))),
        ]
        claims["nonce"] = nonce.map { .string($0) }
        return try clientKey.sign(claims, header: ["typ": "dpop+jwt", "jwk": .object(jwk)])
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
