public import HTTP
import HTTPTypes
import OAuth

/// Guards the locations of a web server: judges requests that something else will answer.
///
/// It speaks to nginx's `auth_request`. The judging subrequest is known by the parameter `BEARERD_POLICY`, and is answered with 204
/// or 403 and a ``PassedRefusal``: nginx makes 500 of anything else but 401, and of that it may show a part. A refused
/// request comes again with `BEARERD_REFUSAL`, to be answered without being judged again. Both parameters are the web
/// server's words, which no client can write. All other requests are passed on.
///
/// It also plays the role of a FastCGI Authorizer (FastCGI 1.0 §6.3), which answers the client itself.
public struct LocationGuard: Middleware {
    /// Stands before the policy in the address of the subrequest.
    public static let addressPrefix = "/_bearerd/"

    private let guarding: AccessTokenGuard
    /// The same guard for each thing that a location may say about DPoP.
    private let variants: [LocationPolicy.DPoP: AccessTokenGuard]
    private let identity: IdentityHeaders
    private let cors: CORS?
    private let policies: LocationPolicies

    /// A guard of locations.
    ///
    /// - Parameters:
    ///   - guarding: Judges tokens.
    ///   - protection: Judges the DPoP proofs where a location takes them; the one of `guarding`, if that takes proofs, so that
    ///     both remember the same ones.
    ///   - identity: What applications are told about tokens.
    ///   - cors: Which web pages may read answers; it also answers their preflights, so that none reaches an application.
    ///   - onUnreadablePolicy: Is told about a policy that is none, once.
    public init(
        guarding: AccessTokenGuard,
        protection: DPoPProtection,
        identity: IdentityHeaders,
        cors: CORS? = nil,
        onUnreadablePolicy: @escaping @Sendable (_ policy: String, LocationPolicyError) -> Void
    ) {
        self.guarding = guarding
        variants = [
            .allowed: guarding.with(.allowed(protection)), .required: guarding.with(.required(protection)),
            .disabled: guarding.with(.disabled),
        ]
        self.identity = identity
        self.cors = cors
        policies = LocationPolicies(onUnreadable: onUnreadablePolicy)
    }

    /// The judgement of a request that a web server asks about, or else the response of `next`.
    public func respond(to request: Request, next: any Handler) async throws -> Response {
        if request.metaVariable("FCGI_ROLE") == "AUTHORIZER" { return try await authorize(request) }
        if let address = request.metaVariable("BEARERD_POLICY") { return await answerSubrequest(request, address) }
        if let refusal = request.metaVariable("BEARERD_REFUSAL") { return try await render(refusal, request) }
        return try await next.respond(to: request)
    }

    // MARK: auth_request

    private func answerSubrequest(_ request: Request, _ address: String) async -> Response {
        guard address.hasPrefix(Self.addressPrefix),
            let policy = policies.policy(String(address.dropFirst(Self.addressPrefix.count)))
        else { return .internalServerError }
        // 204 would let the preflight through to the application: it is answered when it comes again.
        if cors != nil, CORS.isPreflight(request) { return Self.passedPreflight }
        switch await judge(request, policy) {
        case .allowed(let token, let nonce):
            var response = allow(token, nonce)
            cors?.add(to: &response, for: request)
            return response
        case .refused(let error):
            return pass(PassedRefusal(error, dpop: policy.dpop), requiring: policy.requirement(for: request.method))
        }
    }

    // MARK: Authorizer

    /// FastCGI 1.0 §6.3: 200 and `Variable-` fields let the request through, anything else is for the client.
    private func authorize(_ request: Request) async throws -> Response {
        guard let policy = policies.policy(request.metaVariable("BEARERD_POLICY") ?? "") else {
            return .internalServerError
        }
        let answer = ClosureHandler { request in
            switch await judge(request, policy) {
            case .allowed(let token, _): return authorized(token)
            case .refused(let error): return variant(policy.dpop).refuse(request, error)
            }
        }
        return if let cors { try await cors.respond(to: request, next: answer) } else {
            try await answer.respond(to: request)
        }
    }

    private func authorized(_ token: AccessToken?) -> Response {
        var response = Response(status: .ok)
        for field in identity.fields(of: token) {
            let name = "Variable-" + field.name.rawName.uppercased().replacing("-", with: "_")
            if let name = HTTPField.Name(name) { response.headerFields[name] = field.value }
        }
        response.context = AccessDecision.allowed(token)
        return response
    }

    // MARK: auth_request, answered

    private func allow(_ token: AccessToken?, _ nonce: String?) -> Response {
        var response = Response(status: .noContent, headerFields: Self.notStored)
        for field in identity.fields(of: token) { response.headerFields[field.name] = field.value }
        if let nonce { response.addNonce(nonce) }
        response.context = AccessDecision.allowed(token)
        return response
    }

    private func pass(_ refusal: PassedRefusal, requiring requirement: AccessRequirement) -> Response {
        var response = Response(status: .forbidden, headerFields: Self.notStored)
        response.headerFields[.bearerdRefusal] = refusal.text
        response.context = AccessDecision.refused(refusal.error, requiring: requirement)
        return response
    }

    private func render(_ text: String, _ request: Request) async throws -> Response {
        let answer = ClosureHandler { request in
            // 403 of the web server's own comes this way, too: it has nothing to do with a token.
            guard let refusal = PassedRefusal(text) else { return .forbidden }
            return variant(refusal.dpop).refuse(request, refusal.error)
        }
        var response =
            if let cors { try await cors.respond(to: request, next: answer) } else {
                try await answer.respond(to: request)
            }
        response.context = RenderedRefusal()
        return response
    }

    private static let passedPreflight = Response(
        status: .forbidden,
        headerFields: [.cacheControl: "no-store", .bearerdRefusal: "preflight"],
        context: RenderedRefusal()
    )

    // MARK: Judging

    private enum Judgement {
        case allowed(AccessToken?, nonce: String?)
        case refused(TokenValidationError)
    }

    private func judge(_ request: Request, _ policy: LocationPolicy) async -> Judgement {
        var nonce: String?
        do throws(TokenValidationError) {
            let admission = try await variant(policy.dpop).admission(of: request)
            nonce = admission?.nextNonce
            if let token = admission?.token {
                try policy.check(token, for: request.method)
            } else if !policy.isOptional {
                throw TokenValidationError(.tokenMissing)
            }
            return .allowed(admission?.token, nonce: nonce)
        } catch {
            return .refused(error.carrying(nonce: nonce))
        }
    }

    private func variant(_ dpop: LocationPolicy.DPoP?) -> AccessTokenGuard {
        dpop.flatMap { variants[$0] } ?? guarding
    }

    private static let notStored: HTTPFields = [.cacheControl: "no-store"]
}

extension TokenValidationError {
    /// The same refusal, whose answer hands out a nonce.
    fileprivate func carrying(nonce: String?) -> TokenValidationError {
        guard let nonce, self.nonce == nil else { return self }
        var error = self
        error.nonce = nonce
        return error
    }
}

/// The context of a response to a request that has been refused, and logged, before.
public struct RenderedRefusal: Sendable {}
