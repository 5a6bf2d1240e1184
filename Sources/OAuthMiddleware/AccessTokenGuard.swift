public import HTTP
import HTTPTypes
public import OAuth

/// Lets requests through to a handler only with a good access token.
///
/// `OPTIONS` is not guarded: a browser's preflight carries no credentials (Fetch §4.8).
public struct AccessTokenGuard: Sendable {
    private let validator: AccessTokenValidator
    private let sources: [TokenSource]
    private let refusals: RefusalWriter

    /// A guard that takes tokens from `sources`, in their order, and judges them with `validator`.
    public init(
        validator: AccessTokenValidator,
        sources: [TokenSource] = [.header],
        realm: String = "api"
    ) {
        self.validator = validator
        self.sources = sources
        refusals = RefusalWriter(realm: realm)
    }

    /// A handler that is given the token of each request; without a good one that meets `requirement`, it is not asked.
    ///
    /// It may throw a `TokenValidationError` itself, such as that of ``AccessRequirement/check(_:)``, to refuse the request.
    public func requiring(
        _ requirement: AccessRequirement = .none,
        _ handler: @escaping @Sendable (Request, AccessToken) async throws -> Response
    ) -> some Handler {
        GuardedHandler(guarding: self, requirement: requirement) { request, token in
            // Required: the guard has refused requests without a token.
            guard let token else { return .internalServerError }
            return try await handler(request, token)
        }
    }

    /// The same, with claims of a user's own, decoded and validated.
    public func requiring<Claims: CustomClaims>(
        _ requirement: AccessRequirement = .none,
        claims: Claims.Type,
        _ handler: @escaping @Sendable (Request, AccessToken, Claims) async throws -> Response
    ) -> some Handler {
        requiring(requirement) { request, token in
            try await handler(request, token, token.decode(claims))
        }
    }

    /// A handler that is given the token of a request, or `nil` for a request without credentials.
    ///
    /// A token that is there must be good and meet `requirement`: a bad one is refused, never taken for none.
    public func optional(
        _ requirement: AccessRequirement = .none,
        _ handler: @escaping @Sendable (Request, AccessToken?) async throws -> Response
    ) -> some Handler {
        GuardedHandler(guarding: self, requirement: requirement, isOptional: true, handler: handler)
    }

    /// Judges a request by itself.
    ///
    /// - Returns: Its token, or `nil` when it carries no credentials.
    /// - Throws: Why it is refused.
    public func accessToken(of request: Request) async throws(TokenValidationError) -> AccessToken? {
        guard let credentials = try Credentials.find(in: request, sources: sources) else { return nil }
        let token = try await validator.validate(credentials.token)
        try checkBinding(of: token, credentials)
        return token
    }

    fileprivate func admit(
        _ request: Request,
        _ requirement: AccessRequirement,
        isOptional: Bool
    ) async throws(TokenValidationError) -> AccessToken? {
        guard let token = try await accessToken(of: request) else {
            if isOptional { return nil }
            throw TokenValidationError(.tokenMissing)
        }
        try requirement.check(token)
        return token
    }

    private func checkBinding(of token: AccessToken, _ credentials: Credentials) throws(TokenValidationError) {
        guard credentials.scheme == .bearer, token.confirmation == nil else {
            throw TokenValidationError(.invalidClaims, detail: "the token is bound to a key, which nothing checks here")
        }
    }

    func refuse(_ request: Request, _ error: TokenValidationError) -> Response {
        refusals.response(to: error, tokenInQuery: takesTokenFromQuery(of: request))
    }

    /// RFC 6750 §2.3: an answer to a request whose address holds a token must not be stored by anybody.
    fileprivate func protectFromCaches(_ response: inout Response, to request: Request) {
        if takesTokenFromQuery(of: request) {
            response.headerFields[.cacheControl] = "private, no-store"
        } else if response.headerFields[.cacheControl] == nil {
            response.headerFields[.cacheControl] = "no-store"
        }
    }

    private func takesTokenFromQuery(of request: Request) -> Bool {
        guard request.query != nil else { return false }
        return sources.contains { if case .query = $0 { true } else { false } }
    }
}

private struct GuardedHandler: Handler {
    let guarding: AccessTokenGuard
    let requirement: AccessRequirement
    var isOptional = false
    let handler: @Sendable (Request, AccessToken?) async throws -> Response

    func respond(to request: Request) async throws -> Response {
        do {
            let token = try await guarding.admit(request, requirement, isOptional: isOptional)
            var response = try await handler(request, token)
            guarding.protectFromCaches(&response, to: request)
            if response.context == nil { response.context = AccessDecision.allowed(token) }
            return response
        } catch let error as TokenValidationError {
            return guarding.refuse(request, error)
        }
    }
}
