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

    private let resourceServer: ResourceServer
    private let identity: IdentityHeaders
    private let cors: CORS?
    private let memory: VerdictMemory?
    private let locations: GuardedLocations
    private let identityLists: FirstTexts

    /// A guard of locations.
    ///
    /// - Parameters:
    ///   - resourceServer: Judges tokens, and proofs where a location takes them.
    ///   - identity: What applications are told about tokens.
    ///   - cors: Which web pages may read answers; it also answers their preflights, so that none reaches an application.
    ///   - verdictTTL: How long nginx may remember that a request was let through, where its configuration has it do so; in whole
    ///     seconds, of which one more can pass.
    ///   - onMistake: Is told about a location that is not set up rightly and refuses every request, once.
    public init(
        resourceServer: ResourceServer,
        identity: IdentityHeaders,
        cors: CORS? = nil,
        verdictTTL: Duration = .zero,
        onMistake: @escaping @Sendable (LocationMistake) -> Void
    ) {
        self.init(
            resourceServer: resourceServer,
            identity: identity,
            cors: cors,
            verdictTTL: verdictTTL,
            numbers: LocationNumbers(),
            onMistake: onMistake
        )
    }

    /// The same; the `location` of a response is one of these numbers.
    package init(
        resourceServer: ResourceServer,
        identity: IdentityHeaders,
        cors: CORS? = nil,
        verdictTTL: Duration = .zero,
        numbers: LocationNumbers,
        onMistake: @escaping @Sendable (LocationMistake) -> Void
    ) {
        self.resourceServer = resourceServer
        self.identity = identity
        self.cors = cors
        memory = VerdictMemory(verdictTTL, resourceServer)
        locations = GuardedLocations(resourceServer, numbers: numbers) { onMistake(.unreadablePolicy($0, $1)) }
        identityLists = FirstTexts { onMistake(.otherIdentityHeaders($0)) }
    }

    /// The judgement of a request that a web server asks about, or else the response of `next`.
    public func respond(to request: Request, next: any Handler) async throws -> Response {
        switch question(in: request) {
        case .none: try await next.respond(to: request)
        case .answered(let response): response
        case .judgement(let location, let role):
            answer(
                location.policy.observing(
                    await location.resourceServer.decide(
                        request,
                        requiring: location.policy.requirement(for: request.method),
                        isOptional: location.policy.isOptional,
                        checking: location.policy.checkCircumstances(of:at:)
                    )
                ),
                request,
                location,
                role
            )
        }
    }

    /// The same, where neither keys nor the memory of used proofs have to be waited for, and `next` need not wait.
    public func respondAtOnce(to request: Request, next: any Handler) throws -> Response? {
        switch question(in: request) {
        case .none: try next.respondAtOnce(to: request)
        case .answered(let response): response
        case .judgement(let location, let role):
            location.resourceServer.decideAtOnce(
                request,
                requiring: location.policy.requirement(for: request.method),
                isOptional: location.policy.isOptional,
                checking: location.policy.checkCircumstances(of:at:)
            ).map { answer(location.policy.observing($0), request, location, role) }
        }
    }

    /// What a web server asks.
    private enum Question {
        case none
        /// It needs no judgement.
        case answered(Response)
        case judgement(GuardedLocation, Role)
    }

    private enum Role {
        case subrequest
        case authorizer
    }

    private func question(in request: Request) -> Question {
        if request.metaVariable("FCGI_ROLE") == "AUTHORIZER" { return questionOfAuthorizer(request) }
        if let address = request.metaVariable("BEARERD_POLICY") { return questionOfSubrequest(request, address) }
        if let refusal = request.metaVariable("BEARERD_REFUSAL") { return .answered(render(refusal, request)) }
        return .none
    }

    private func answer(
        _ decision: AccessDecision,
        _ request: Request,
        _ location: GuardedLocation,
        _ role: Role
    ) -> Response {
        var response =
            switch role {
            case .subrequest: answerSubrequest(request, location.policy, decision)
            case .authorizer: answerAuthorizer(request, location, decision)
            }
        response.location = location.number
        return response
    }

    // MARK: auth_request

    private func questionOfSubrequest(_ request: Request, _ address: String) -> Question {
        guard let policy = Self.policy(in: address), let location = locations.location(policy),
            setsIdentity(request, location.policy)
        else { return .answered(Self.passedMistake) }
        if cors != nil, CORS.isPreflight(request) {
            // 204 would let the preflight through to the application: it is answered when it comes again.
            return .answered(location.policy.isObserved ? unjudged(.noContent, request) : Self.passedPreflight)
        }
        return judgement(of: request, location, .subrequest)
    }

    /// The policy in the address of a subrequest; `nil` for any other address.
    package static func policy(in address: String) -> String? {
        guard address.utf8.starts(with: addressPrefix.utf8) else { return nil }
        return String(Substring(address.utf8.dropFirst(addressPrefix.utf8.count)))
    }

    private func answerSubrequest(
        _ request: Request,
        _ policy: LocationPolicy,
        _ decision: AccessDecision
    ) -> Response {
        var response =
            switch decision {
            case .allowed, .observed: allow(decision)
            case .refused(let refusal):
                pass(
                    PassedRefusal(refusal, from: policy, scheme: Credentials.scheme(of: request))
                )
            case .misconfigured: Self.passedMistake
            }
        response.context = decision
        memory?.keep(&response, decision, request, under: policy)
        if decision.isLetThrough { cors?.complete(&response, to: request) }
        return response
    }

    /// The location sets what a client must not. A file of an earlier version leaves `Auth-Refusal` out, which is never told where
    /// nothing is observed.
    private func setsIdentity(_ request: Request, _ policy: LocationPolicy) -> Bool {
        let list = request.metaVariable("BEARERD_IDENTITY") ?? ""
        if list.isSameText(as: identity.list) { return true }
        if !policy.isObserved, list.isSameText(as: identity.listWithoutRefusal) { return true }
        identityLists.tell(list)
        return false
    }

    // MARK: Authorizer

    /// FastCGI 1.0 §6.3: 200 and `Variable-` fields let the request through, anything else is for the client.
    private func questionOfAuthorizer(_ request: Request) -> Question {
        guard let location = locations.location(request.metaVariable("BEARERD_POLICY") ?? "") else {
            return .answered(Self.mistake)
        }
        if let preflight = cors?.answer(to: request) {
            return .answered(location.policy.isObserved ? unjudged(.ok, request) : preflight)
        }
        return judgement(of: request, location, .authorizer)
    }

    private func answerAuthorizer(
        _ request: Request,
        _ location: GuardedLocation,
        _ decision: AccessDecision
    ) -> Response {
        var response: Response
        if decision.isLetThrough {
            response = authorized(decision)
            response.context = decision
        } else {
            let scheme = Credentials.scheme(of: request)
            response = location.resourceServer.refuse(request, decision, presentedAs: scheme)
        }
        cors?.complete(&response, to: request)
        return response
    }

    private func authorized(_ decision: AccessDecision) -> Response {
        var response = Response(status: .ok)
        for field in fields(decision) {
            let name = "Variable-" + field.name.rawName.uppercased().replacing("-", with: "_")
            if let name = HTTPField.Name(name) { response.headerFields[name] = field.value }
        }
        return response
    }

    // MARK: auth_request, answered

    private func allow(_ decision: AccessDecision) -> Response {
        let headerFields = decision.token.map(identity.answer) ?? .notStored + fields(decision)
        var response = Response(status: .noContent, headerFields: headerFields)
        // RFC 9449 §8.2 lets any answer carry one: who is only observed can do what a refusal would have asked for.
        if let nonce = decision.nextNonce { response.addNonce(nonce) }
        return response
    }

    /// What the application is told of a request that it is given: about the token, or else why there is none that counts.
    private func fields(_ decision: AccessDecision) -> [HTTPField] {
        if case .observed(let refusal, nil) = decision { return [HTTPField(name: .authRefusal, value: refusal.code)] }
        return identity.fields(of: decision.token)
    }

    /// A preflight that is the application's to answer, as it would be without a guard: nothing is refused here.
    private func unjudged(_ status: HTTPResponse.Status, _ request: Request) -> Response {
        var response = Response(status: status, headerFields: .notStored)
        cors?.complete(&response, to: request)
        return response
    }

    private func pass(_ refusal: PassedRefusal) -> Response {
        var response = Response(status: .forbidden, headerFields: .notStored)
        response.headerFields[.bearerdRefusal] = refusal.text
        return response
    }

    private func render(_ text: String, _ request: Request) -> Response {
        var response: Response
        if text == Self.preflightText, let preflight = cors?.answer(to: request) {
            response = preflight
        } else {
            response = answer(to: request, refused: text)
            cors?.complete(&response, to: request)
        }
        response.context = RenderedRefusal()
        return response
    }

    private func answer(to request: Request, refused text: String) -> Response {
        if text == Self.unjudgedText { return .internalServerError }
        // 403 of the web server's own comes this way, too: it has nothing to do with a token.
        guard let refusal = PassedRefusal(text) else { return .forbidden }
        let requirement = AccessRequirement.all(refusal.scopes.map(AccessRequirement.scope))
        let decision = AccessDecision.refused(
            Refusal(refusal.error, requiring: requirement, nextNonce: refusal.nextNonce)
        )
        let server = resourceServer.with(refusal.dpop)
        return (refusal.resource.flatMap { server.resource($0) } ?? server)
            .refuse(request, decision, presentedAs: refusal.scheme)
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

    /// A request of another form than the application could take in one way only is refused without one.
    private func judgement(of request: Request, _ location: GuardedLocation, _ role: Role) -> Question {
        do throws(TokenValidationError) { try checkForm(of: request) } catch {
            let refusal = Refusal(error, requiring: location.policy.requirement(for: request.method))
            return .answered(answer(.refused(refusal), request, location, role))
        }
        return .judgement(location, role)
    }

    /// Nothing that the application could take for something else than what is judged.
    private func checkForm(of request: Request) throws(TokenValidationError) {
        guard request.isInOriginForm else { throw .invalidRequest(detail: "a target that is no path") }
        guard !request.containsHeaderField(where: { identity.isForged(by: $0) }) else {
            throw .invalidRequest(detail: "another spelling of an identity header field")
        }
    }
}

/// The context of a response to a request that has been refused, and logged, before.
public struct RenderedRefusal: Sendable {}
