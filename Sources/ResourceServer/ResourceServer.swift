public import HTTP
import HTTPTypes
public import OAuth

/// A resource server (RFC 6749 §1.1): lets requests through to a handler only with a good access token.
///
/// A `Router` asks handlers behind it for their own methods only, so that `OPTIONS` is not guarded: a browser's preflight carries no credentials (Fetch §4.8).
public struct ResourceServer: Sendable {
    private let validator: AccessTokenValidator
    private let sources: [TokenSource]
    private let dpop: DPoPMode
    private let proofs: DPoPProtection
    private let refusals: RefusalWriter
    private let onRefusal: (@Sendable (Refusal, Request) -> Void)?
    private let clock: @Sendable () -> NumericDate

    /// A resource server that takes tokens from `sources`, in their order, and judges them with `validator`.
    ///
    /// - Parameters:
    ///   - validator: Judges tokens.
    ///   - sources: Where tokens may stand.
    ///   - realm: The realm of every challenge.
    ///   - dpop: Whether proofs are taken; a handler finds in `AccessToken.confirmedThumbprint` which key was proven.
    ///   - proofs: Judges them, in every mode that takes them; one for all of a server, since it remembers them.
    ///   - resourceMetadata: Where clients find out whose tokens are accepted (RFC 9728 §5.1), for every challenge.
    ///   - refusals: What the body of a refusal says.
    ///   - onRefusal: Is told of each request that is refused, to log or to count it; on a worker, so it must not block.
    ///   - clock: The time to judge by, asked once a request.
    public init(
        validator: AccessTokenValidator,
        sources: [TokenSource] = [.header],
        realm: String = "api",
        dpop: DPoPMode = .disabled,
        proofs: DPoPProtection = DPoPProtection(),
        resourceMetadata: String? = nil,
        refusals: RefusalFormat = .json,
        onRefusal: (@Sendable (_ refusal: Refusal, _ request: Request) -> Void)? = nil,
        clock: @escaping @Sendable () -> NumericDate = { .now }
    ) {
        self.validator = validator
        self.sources = sources
        self.dpop = dpop
        self.proofs = proofs
        self.onRefusal = onRefusal
        self.clock = clock
        self.refusals = RefusalWriter(
            realm: realm,
            dpop: dpop,
            proofs: proofs.validator.policy,
            resourceMetadata: resourceMetadata,
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
        return GuardedHandler(resourceServer: self, requirement: requirement, answer: answer)
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
        return GuardedHandler(resourceServer: self, requirement: requirement, answer: answer)
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
        GuardedHandler(resourceServer: self, requirement: requirement, isOptional: true, answer: .waiting(handler))
    }

    /// The same for a handler that waits for nothing.
    public func optional(
        _ requirement: AccessRequirement = .none,
        _ handler: @escaping @Sendable (Request, AccessToken?) throws -> Response
    ) -> some Handler {
        GuardedHandler(resourceServer: self, requirement: requirement, isOptional: true, answer: .atOnce(handler))
    }

    /// Judges a request by itself. With DPoP that uses its proof up: the same request is good once.
    ///
    /// - Returns: Its token, or `nil` when it carries no credentials.
    /// - Throws: Why it is refused.
    public func accessToken(of request: Request) async throws(TokenValidationError) -> AccessToken? {
        switch await decide(request, isOptional: true) {
        case .allowed(let token, _): return token
        case .refused(let refusal): throw refusal.error
        case .misconfigured: throw .invalidRequest()
        }
    }

    /// The same guard with another mode.
    package func with(_ dpop: DPoPMode) -> ResourceServer {
        ResourceServer(
            validator: validator,
            sources: sources,
            realm: refusals.realm,
            dpop: dpop,
            proofs: proofs,
            resourceMetadata: refusals.resourceMetadata,
            refusals: refusals.format,
            onRefusal: onRefusal,
            clock: clock
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
            let verdict = await validator.judge(presented.credentials.token, at: now)
            var token = try pending.token(verdict)
            if presented.isToBeProven {
                (token, pending.nextNonce) = try await proofs.prove(token, presented.credentials, of: request, at: now)
            } else {
                try DPoPMode.checkUnproven(token.confirmation)
            }
            return try pending.allow(token, check, at: now)
        } catch {
            return pending.refuse(error)
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
                let verdict = validator.judgeAtOnce(presented.credentials.token, at: now)
            else { return nil }
            let token = try pending.token(verdict)
            try DPoPMode.checkUnproven(token.confirmation)
            return try pending.allow(token, check, at: now)
        } catch {
            return pending.refuse(error)
        }
    }

    /// Refuses a token that is good, for reasons of a place.
    package typealias TokenCheck = (AccessToken, NumericDate) throws(TokenValidationError) -> Void

    private struct Presented {
        let credentials: Credentials
        let isToBeProven: Bool
    }

    /// - Returns: `nil` for a request without credentials that may do without.
    private func presented(in request: Request, isOptional: Bool) throws(TokenValidationError) -> Presented? {
        guard let credentials = try Credentials.find(in: request, sources: sources) else {
            guard isOptional else { throw .tokenMissing }
            return nil
        }
        let isWithProof = scheme(of: credentials, in: request) == .dpop
        try dpop.checkPresentation(withProof: isWithProof)
        return Presented(credentials: credentials, isToBeProven: isWithProof && dpop != .disabled)
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
    /// and a nonce for the next proof goes with it.
    public func finish(_ response: inout Response, _ decision: AccessDecision, _ request: Request) {
        protectFromCaches(&response, to: request)
        if case .allowed(_, let nextNonce?) = decision { response.addNonce(nextNonce) }
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
        guard request.query != nil else { return false }
        return sources.contains { if case .query = $0 { true } else { false } }
    }
}
