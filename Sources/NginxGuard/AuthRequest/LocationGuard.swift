public import HTTP
import HTTPTypes
import JOSE
import OAuth
public import ResourceServer
import Text

/// Guards the locations of a web server: judges requests that something else will answer.
///
/// It speaks to nginx's `auth_request`. The judging subrequest is known by the parameter `BEARERD_POLICY`, and is answered with 204
/// or 403 and a `PassedRefusal`: nginx makes 500 of anything else but 401, which the location may turn into something
/// open. A refused request comes again with `BEARERD_REFUSAL`, to be answered without being judged again. Both parameters
/// are the web server's words, which no client can write. All other requests are passed on.
///
/// With the subrequest comes `BEARERD_IDENTITY`, the header fields that the location sets: those of ``IdentityHeaders`` that
/// it left out would be the client's words.
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
    private let identityLists: FirstTexts

    /// A guard of locations.
    ///
    /// - Parameters:
    ///   - guarding: Judges tokens.
    ///   - protection: Judges the DPoP proofs where a location takes them; the one of `guarding`, if that takes proofs, so that
    ///     both remember the same ones.
    ///   - identity: What applications are told about tokens.
    ///   - cors: Which web pages may read answers; it also answers their preflights, so that none reaches an application.
    ///   - onMistake: Is told about a location that is not set up rightly and refuses every request, once.
    public init(
        guarding: AccessTokenGuard,
        protection: DPoPProtection,
        identity: IdentityHeaders,
        cors: CORS? = nil,
        onMistake: @escaping @Sendable (LocationMistake) -> Void
    ) {
        self.guarding = guarding
        variants = [
            .allowed: guarding.with(.allowed(protection)), .required: guarding.with(.required(protection)),
            .disabled: guarding.with(.disabled),
        ]
        self.identity = identity
        self.cors = cors
        policies = LocationPolicies { onMistake(.unreadablePolicy($0, $1)) }
        identityLists = FirstTexts { onMistake(.otherIdentityHeaders($0)) }
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
        guard setsIdentity(request), address.hasPrefix(Self.addressPrefix),
            let policy = policies.policy(String(address.dropFirst(Self.addressPrefix.count)))
        else { return Self.passedMistake }
        // 204 would let the preflight through to the application: it is answered when it comes again.
        if cors != nil, CORS.isPreflight(request) { return Self.passedPreflight }
        switch await judge(request, policy) {
        case .allowed(let token, let nonce):
            var response = allow(token, nonce)
            cors?.add(to: &response, for: request)
            return response
        case .refused(let error):
            let refusal = PassedRefusal(error, dpop: policy.dpop, scheme: Credentials.scheme(of: request))
            return pass(refusal, requiring: policy.requirement(for: request.method))
        }
    }

    /// The location sets what a client must not.
    private func setsIdentity(_ request: Request) -> Bool {
        let list = request.metaVariable("BEARERD_IDENTITY") ?? ""
        if list.isSameText(as: identity.list) { return true }
        identityLists.tell(list)
        return false
    }

    // MARK: Authorizer

    /// FastCGI 1.0 §6.3: 200 and `Variable-` fields let the request through, anything else is for the client.
    private func authorize(_ request: Request) async throws -> Response {
        guard let policy = policies.policy(request.metaVariable("BEARERD_POLICY") ?? "") else {
            return Self.mistake
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
        var response =
            if text == Self.preflightText, let cors {
                try await cors.respond(to: request, next: ClosureHandler { _ in .forbidden })
            } else {
                answer(to: request, refused: text)
            }
        if text != Self.preflightText { cors?.add(to: &response, for: request) }
        response.context = RenderedRefusal()
        return response
    }

    private func answer(to request: Request, refused text: String) -> Response {
        if text == Self.unjudgedText { return .internalServerError }
        // 403 of the web server's own comes this way, too: it has nothing to do with a token.
        guard let refusal = PassedRefusal(text) else { return .forbidden }
        return variant(refusal.dpop).refuse(request, refusal.error, presentedAs: refusal.scheme)
    }

    private static let preflightText = "preflight"
    /// There was no judgement. The snippets for nginx say so, too, when bearerd did not answer.
    private static let unjudgedText = "unjudged"

    private static let passedPreflight = Response(
        status: .forbidden,
        headerFields: [.cacheControl: "no-store", .bearerdRefusal: preflightText],
        context: RenderedRefusal()
    )

    private static let passedMistake = Response(
        status: .forbidden,
        headerFields: [.cacheControl: "no-store", .bearerdRefusal: unjudgedText],
        context: AccessDecision.misconfigured
    )

    private static let mistake: Response = {
        var response = Response.internalServerError
        response.context = AccessDecision.misconfigured
        return response
    }()

    // MARK: Judging

    private enum Judgement {
        case allowed(AccessToken?, nonce: String?)
        case refused(TokenValidationError)
    }

    private func judge(_ request: Request, _ policy: LocationPolicy) async -> Judgement {
        var nonce: String?
        do throws(TokenValidationError) {
            try checkForm(of: request)
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

    /// Nothing that the application could take for something else than what is judged.
    private func checkForm(of request: Request) throws(TokenValidationError) {
        // Not so in `http://host?query` and `*`, which name nothing here (RFC 9112 §3.2).
        guard request.target.utf8.first == UInt8(ascii: "/") else {
            throw TokenValidationError(.invalidRequest, detail: "a target that is no path")
        }
        guard !request.containsHeaderField(where: { identity.isForged(by: $0) }) else {
            throw TokenValidationError(.invalidRequest, detail: "another spelling of an identity header field")
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
