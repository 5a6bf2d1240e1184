public import HTTP
import HTTPTypes
public import OAuth

/// A resource server (RFC 6749 §1.1): lets requests through to a handler only with a good access token.
///
/// A `Router` asks handlers behind it for their own methods only, so that `OPTIONS` is not guarded: a browser's preflight carries no credentials (Fetch §4.8).
public struct ResourceServer: Sendable {
    private let validator: AccessTokenValidator
    private let sources: [TokenSource]
    private var dpop: DPoPMode
    private let proofs: DPoPProtection
    private var certificates: CertificateBoundTokens
    private var refusals: RefusalWriter
    private let metadata: ProtectedResourceMetadata?
    /// `nil` for what belongs to the server as a whole.
    private var resource: ProtectedResource?
    private var audience = AcceptedAudience.ofIssuer
    private let onRefusal: (@Sendable (Refusal, Request) -> Void)?
    package let clock: @Sendable () -> NumericDate

    /// A resource server that takes tokens from `sources`, in their order, and judges them with `validator`.
    ///
    /// - Parameters:
    ///   - validator: Judges tokens.
    ///   - sources: Where tokens may stand.
    ///   - realm: The realm of every challenge.
    ///   - dpop: Whether proofs are taken; a handler finds in `AccessToken.confirmedThumbprint` which key was proven.
    ///   - proofs: Judges them, in every mode that takes them; one for all of a server, since it remembers them.
    ///   - certificates: Whether tokens are taken that are bound to a client certificate, which the web server passes in the
    ///     meta-variable `CLIENT_CERTIFICATE`.
    ///   - resourceMetadata: Tells clients whose tokens are accepted; every challenge names its document (RFC 9728 §5.1).
    ///   - refusals: What the body of a refusal says.
    ///   - onRefusal: Is told of each request that is refused, and with `DPoPMode.observe` of each that would be
    ///     (``Refusal/isObserved``), to log or to count it; on a worker, so it must not block.
    ///   - clock: The time to judge by, asked once a request.
    public init(
        validator: AccessTokenValidator,
        sources: [TokenSource] = [.header],
        realm: String = "api",
        dpop: DPoPMode = .disabled,
        proofs: DPoPProtection = DPoPProtection(),
        certificates: CertificateBoundTokens = .allowed,
        resourceMetadata: ProtectedResourceMetadata? = nil,
        refusals: RefusalFormat = .json,
        onRefusal: (@Sendable (_ refusal: Refusal, _ request: Request) -> Void)? = nil,
        clock: @escaping @Sendable () -> NumericDate = { .now }
    ) {
        self.validator = validator
        self.sources = sources
        self.dpop = dpop
        self.proofs = proofs
        self.certificates = certificates
        self.onRefusal = onRefusal
        self.clock = clock
        metadata = resourceMetadata
        self.refusals = RefusalWriter(
            realm: realm,
            dpop: dpop,
            proofs: proofs.validator.policy,
            resourceMetadata: resourceMetadata?.url,
            format: refusals
        )
    }

    /// A handler that is given the token of each request; without a good one that meets `requirement`, it is not asked.
    ///
    /// It may throw a `TokenValidationError` itself, such as that of `AccessRequirement.check(_:)`, to refuse the request.
    public func requiring(
        _ requirement: AccessRequirement = .none,
        _ handler: @escaping @Sendable (Request, AccessToken) async throws -> Response
    ) -> some Handler {
        let answer = GuardedHandler.Answer.waiting { request, token in
            // Required: the guard has refused requests without a token.
            guard let token else { return .internalServerError }
            return try await handler(request, token)
        }
        return self.handler(requirement, answer)
    }

    /// The same for a handler that waits for nothing.
    public func requiring(
        _ requirement: AccessRequirement = .none,
        _ handler: @escaping @Sendable (Request, AccessToken) throws -> Response
    ) -> some Handler {
        let answer = GuardedHandler.Answer.atOnce { request, token in
            guard let token else { return .internalServerError }
            return try handler(request, token)
        }
        return self.handler(requirement, answer)
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

    /// The same for a handler that waits for nothing.
    public func requiring<Claims: CustomClaims>(
        _ requirement: AccessRequirement = .none,
        claims: Claims.Type,
        _ handler: @escaping @Sendable (Request, AccessToken, Claims) throws -> Response
    ) -> some Handler {
        requiring(requirement) { request, token in
            try handler(request, token, token.decode(claims))
        }
    }

    /// A handler that is given the token of a request, or `nil` for a request without credentials.
    ///
    /// A token that is there must be good and meet `requirement`: a bad one is refused, never taken for none.
    public func optional(
        _ requirement: AccessRequirement = .none,
        _ handler: @escaping @Sendable (Request, AccessToken?) async throws -> Response
    ) -> some Handler {
        self.handler(requirement, isOptional: true, .waiting(handler))
    }

    /// The same for a handler that waits for nothing.
    public func optional(
        _ requirement: AccessRequirement = .none,
        _ handler: @escaping @Sendable (Request, AccessToken?) throws -> Response
    ) -> some Handler {
        self.handler(requirement, isOptional: true, .atOnce(handler))
    }

    /// Judges a request by itself. With DPoP that uses its proof up: the same request is good once.
    ///
    /// - Returns: Its token, or `nil` when it carries no credentials.
    /// - Throws: Why it is refused.
    public func accessToken(of request: Request) async throws(TokenValidationError) -> AccessToken? {
        switch await decide(request, isOptional: true) {
        case .allowed(let token, _), .observed(_, let token): return token
        case .refused(let refusal): throw refusal.error
        case .misconfigured: throw .invalidRequest()
        }
    }

    /// The same guard for a part of the server that is a protected resource of its own (RFC 9728).
    ///
    /// Its challenges name the document of this path, and only a token for its address is accepted (RFC 8707), whatever the
    /// policy of its issuer names: the same token is refused everywhere else.
    ///
    /// - Parameters:
    ///   - path: Where it is, such as `/mcp`, as requests have it: letters, digits and `-._~` between slashes.
    ///   - audiences: The names by which issuers know it instead; empty for its address.
    /// - Returns: `nil` for another path, and for a resource server without metadata.
    public func resource(_ path: String, audiences: [String] = []) -> ResourceServer? {
        guard let resource = metadata?.resource(path) else { return nil }
        var server = self
        server.resource = resource
        server.audience = resource.acceptedAudience(audiences)
        server.refusals.resourceMetadata = resource.metadataURL
        return server
    }

    /// The same guard with other modes, if there are any.
    package func with(_ dpop: DPoPMode?, _ certificates: CertificateBoundTokens? = nil) -> ResourceServer {
        var server = self
        if let dpop {
            server.dpop = dpop
            server.refusals.take(dpop)
        }
        if let certificates { server.certificates = certificates }
        return server
    }

    /// Has the metadata name the scopes of these requirements.
    package func nameScopes(of requirements: AccessRequirement...) {
        metadata?.name(requirements.flatMap(\.scopes), of: resource)
    }

    private func handler(
        _ requirement: AccessRequirement,
        isOptional: Bool = false,
        _ answer: GuardedHandler.Answer
    ) -> GuardedHandler {
        nameScopes(of: requirement)
        return GuardedHandler(
            resourceServer: self,
            requirement: requirement,
            isOptional: isOptional,
            answer: answer
        )
    }

    /// Decides on a request by itself, for whoever serves with something else than a `Handler`: ``refuse(_:_:)`` and
    /// ``finish(_:_:_:)`` make its answer. With DPoP that uses its proof up: the same request is good once.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - requirement: What its token must allow.
    ///   - isOptional: A request without credentials may pass.
    /// - Returns: The one result of the request.
    public func decide(
        _ request: Request,
        requiring requirement: AccessRequirement = .none,
        isOptional: Bool = false
    ) async -> AccessDecision {
        await decide(request, requiring: requirement, isOptional: isOptional) { _, _ in }
    }

    /// Decides on a request. The clock is read once, here.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - requirement: What its token must allow.
    ///   - isOptional: A request without credentials may pass.
    ///   - check: Refuses a good token for other reasons, before `requirement` is looked at.
    /// - Returns: The one result of the request, with the nonce for the next proof if there is one.
    package func decide(
        _ request: Request,
        requiring requirement: AccessRequirement,
        isOptional: Bool,
        checking check: TokenCheck
    ) async -> AccessDecision {
        let now = clock()
        var pending = PendingDecision(requirement)
        do throws(TokenValidationError) {
            guard let presented = try presented(in: request, isOptional: isOptional) else { return .allowed(nil) }
            pending.observed = presented.observed
            let verdict = await FetchTrace.$current.withValue(TraceContext(request)?.childField) {
                await validator.judge(presented.credentials.token, for: audience, at: now)
            }
            var token = try pending.token(verdict)
            // Before a proof is used up.
            try certificates.check(token.confirmation) { ClientCertificate(of: request) }
            if presented.isToBeProven {
                (token, pending.nextNonce) = try await proofs.prove(token, presented.credentials, of: request, at: now)
            } else {
                try DPoPMode.checkUnproven(token.confirmation)
            }
            return try pending.allow(token, check, at: now)
        } catch {
            return pending.refuse(error, at: now)
        }
    }

    /// Decides as ``decide(_:requiring:isOptional:checking:)`` does.
    ///
    /// - Returns: `nil` where that has to wait for keys, or for the memory of used proofs. Nothing has happened then.
    package func decideAtOnce(
        _ request: Request,
        requiring requirement: AccessRequirement = .none,
        isOptional: Bool,
        checking check: TokenCheck = { _, _ in }
    ) -> AccessDecision? {
        let now = clock()
        var pending = PendingDecision(requirement)
        do throws(TokenValidationError) {
            guard let presented = try presented(in: request, isOptional: isOptional) else { return .allowed(nil) }
            guard !presented.isToBeProven,
                let verdict = validator.judgeAtOnce(presented.credentials.token, for: audience, at: now)
            else { return nil }
            pending.observed = presented.observed
            let token = try pending.token(verdict)
            try certificates.check(token.confirmation) { ClientCertificate(of: request) }
            try DPoPMode.checkUnproven(token.confirmation)
            return try pending.allow(token, check, at: now)
        } catch {
            return pending.refuse(error, at: now)
        }
    }

    /// Refuses a token that is good, for reasons of a place.
    package typealias TokenCheck = (AccessToken, NumericDate) throws(TokenValidationError) -> Void

    private struct Presented {
        let credentials: Credentials
        let isToBeProven: Bool
        /// Why the request would be refused if the mode of DPoP did more than observe.
        let observed: TokenValidationError?
    }

    /// - Returns: `nil` for a request without credentials that may do without.
    private func presented(in request: Request, isOptional: Bool) throws(TokenValidationError) -> Presented? {
        guard let credentials = try Credentials.find(in: request, sources: sources) else {
            guard isOptional else { throw .tokenMissing }
            return nil
        }
        let isWithProof = scheme(of: credentials, in: request) == .dpop
        try dpop.checkPresentation(withProof: isWithProof)
        return Presented(
            credentials: credentials,
            isToBeProven: isWithProof && dpop != .disabled,
            observed: dpop.observed(withProof: isWithProof)
        )
    }

    private func scheme(of credentials: Credentials, in request: Request) -> Credentials.Scheme {
        if let scheme = credentials.scheme { return scheme }
        return dpop == .disabled || request.values(of: .dpop).isEmpty ? .bearer : .dpop
    }

    /// The answer to a request that is refused by ``decide(_:requiring:isOptional:)``: status, body and challenges.
    public func refuse(_ request: Request, _ decision: AccessDecision) -> Response {
        refuse(request, decision, presentedAs: Credentials.scheme(of: request))
    }

    /// Makes the answer to a request that was let through one for its client only: no cache keeps it, unless it says so itself,
    /// and a nonce for the next proof goes with it. Who is told of refusals is told of one that was only observed.
    public func finish(_ response: inout Response, _ decision: AccessDecision, _ request: Request) {
        protectFromCaches(&response, to: request)
        if let nextNonce = decision.nextNonce { response.addNonce(nextNonce) }
        if case .observed(let refusal, _) = decision { onRefusal?(refusal, request) }
        if response.context == nil { response.context = decision }
    }

    /// The answer to a request that is refused; `scheme` is the one that the client used.
    package func refuse(
        _ request: Request,
        _ decision: AccessDecision,
        presentedAs scheme: Credentials.Scheme?
    ) -> Response {
        guard case .refused(let refusal) = decision else {
            var response = Response.internalServerError
            response.context = decision
            return response
        }
        onRefusal?(refusal, request)
        return refusals.response(
            to: refusal,
            of: request,
            presentedAs: scheme,
            tokenInQuery: takesTokenFromQuery(of: request)
        )
    }

    /// RFC 6750 §2.3: an answer to a request whose address holds a token must not be stored by anybody.
    private func protectFromCaches(_ response: inout Response, to request: Request) {
        if takesTokenFromQuery(of: request) {
            response.headerFields[.cacheControl] = "private, no-store"
        } else if response.headerFields[.cacheControl] == nil {
            response.headerFields[.cacheControl] = "no-store"
        }
    }

    private func takesTokenFromQuery(of request: Request) -> Bool {
        request.query != nil && takesTokensFromQuery
    }

    /// Whether a token may stand in an address.
    package var takesTokensFromQuery: Bool { sources.contains(where: \.isQuery) }
}
