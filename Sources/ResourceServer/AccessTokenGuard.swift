public import HTTP
import HTTPTypes
public import OAuth

/// Lets requests through to a handler only with a good access token.
///
/// `OPTIONS` is not guarded: a browser's preflight carries no credentials (Fetch §4.8).
public struct AccessTokenGuard: Sendable {
    private let validator: AccessTokenValidator
    private let sources: [TokenSource]
    private let dpop: DPoPMode
    private let refusals: RefusalWriter

    /// A guard that takes tokens from `sources`, in their order, and judges them with `validator`.
    ///
    /// With `dpop`, a handler finds in `AccessToken.provenThumbprint` which key the request proved. Challenges tell the
    /// address `resourceMetadata`, where clients find out whose tokens are accepted (RFC 9728 §5.1).
    public init(
        validator: AccessTokenValidator,
        sources: [TokenSource] = [.header],
        realm: String = "api",
        dpop: DPoPMode = .disabled,
        resourceMetadata: String? = nil
    ) {
        self.validator = validator
        self.sources = sources
        self.dpop = dpop
        refusals = RefusalWriter(realm: realm, dpop: dpop, resourceMetadata: resourceMetadata)
    }

    /// A handler that is given the token of each request; without a good one that meets `requirement`, it is not asked.
    ///
    /// It may throw a `TokenValidationError` itself, such as that of `AccessRequirement.check(_:)`, to refuse the request.
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

    /// Judges a request by itself. With DPoP that uses its proof up: the same request is good once.
    ///
    /// - Returns: Its token, or `nil` when it carries no credentials.
    /// - Throws: Why it is refused.
    public func accessToken(of request: Request) async throws(TokenValidationError) -> AccessToken? {
        try await admission(of: request)?.token
    }

    /// The same guard with another mode.
    package func with(_ dpop: DPoPMode) -> AccessTokenGuard {
        AccessTokenGuard(
            validator: validator,
            sources: sources,
            realm: refusals.realm,
            dpop: dpop,
            resourceMetadata: refusals.resourceMetadata
        )
    }

    package func admission(of request: Request) async throws(TokenValidationError) -> Admission? {
        guard let credentials = try Credentials.find(in: request, sources: sources) else { return nil }
        let isWithProof = scheme(of: credentials, in: request) == .dpop
        try dpop.rule.checkPresentation(withProof: isWithProof)
        let token = try await validator.validate(credentials.token)
        guard isWithProof, let protection = dpop.protection else {
            try ProofRule.checkUnproven(token)
            return Admission(token: token, nextNonce: nil)
        }
        let proven = try await protection.prove(token, credentials, of: request)
        return Admission(token: proven.token, nextNonce: proven.nextNonce)
    }

    private func scheme(of credentials: Credentials, in request: Request) -> Credentials.Scheme {
        if let scheme = credentials.scheme { return scheme }
        return dpop.protection == nil || request.values(of: .dpop).isEmpty ? .bearer : .dpop
    }

    package func refuse(_ request: Request, _ error: TokenValidationError) -> Response {
        refuse(request, error, presentedAs: Credentials.scheme(of: request))
    }

    package func refuse(_ request: Request, _ error: TokenValidationError, presentedAs scheme: Credentials.Scheme?)
        -> Response
    {
        refusals.response(to: error, presentedAs: scheme, tokenInQuery: takesTokenFromQuery(of: request))
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

/// A request that may go on, and the nonce that its response should carry.
package struct Admission {
    package let token: AccessToken
    package let nextNonce: String?
}

private struct GuardedHandler: Handler {
    let guarding: AccessTokenGuard
    let requirement: AccessRequirement
    var isOptional = false
    let handler: @Sendable (Request, AccessToken?) async throws -> Response

    func respond(to request: Request) async throws -> Response {
        var nextNonce: String?
        var response: Response
        do {
            let admission = try await guarding.admission(of: request)
            nextNonce = admission?.nextNonce
            response = try await respond(to: request, admission?.token)
        } catch let error as TokenValidationError {
            response = guarding.refuse(request, error)
            response.context = AccessDecision.refused(error, requiring: requirement)
        }
        if let nextNonce { response.addNonce(nextNonce) }
        return response
    }

    private func respond(to request: Request, _ token: AccessToken?) async throws -> Response {
        if let token {
            try requirement.check(token)
        } else if !isOptional {
            throw TokenValidationError(.tokenMissing)
        }
        var response = try await handler(request, token)
        guarding.protectFromCaches(&response, to: request)
        if response.context == nil { response.context = AccessDecision.allowed(token) }
        return response
    }
}
