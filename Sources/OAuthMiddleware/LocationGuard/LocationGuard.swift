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
    static let addressPrefix = "/_bearerd/"

    private let guarding: AccessTokenGuard
    private let identity: IdentityHeaders
    private let policies: LocationPolicies

    /// A guard of locations.
    ///
    /// - Parameters:
    ///   - guarding: Judges tokens.
    ///   - identity: What applications are told about tokens.
    ///   - onUnreadablePolicy: Is told about a policy that is none, once.
    public init(
        guarding: AccessTokenGuard,
        identity: IdentityHeaders,
        onUnreadablePolicy: @escaping @Sendable (_ policy: String, LocationPolicyError) -> Void
    ) {
        self.guarding = guarding
        self.identity = identity
        policies = LocationPolicies(onUnreadable: onUnreadablePolicy)
    }

    public func respond(to request: Request, next: any Handler) async throws -> Response {
        if let address = request.metaVariable("BEARERD_POLICY") { return await answerSubrequest(request, address) }
        if let refusal = request.metaVariable("BEARERD_REFUSAL") { return render(refusal, request) }
        return try await next.respond(to: request)
    }

    // MARK: auth_request

    private func answerSubrequest(_ request: Request, _ address: String) async -> Response {
        guard address.hasPrefix(Self.addressPrefix),
            let policy = policies.policy(String(address.dropFirst(Self.addressPrefix.count)))
        else { return .internalServerError }
        do {
            return allow(try await guarding.judge(request, policy))
        } catch {
            return pass(error)
        }
    }

    private func allow(_ token: AccessToken?) -> Response {
        var response = Response(status: .noContent, headerFields: Self.notStored)
        for field in identity.fields(of: token) { response.headerFields[field.name] = field.value }
        response.context = AccessDecision.allowed(token)
        return response
    }

    private func pass(_ error: TokenValidationError) -> Response {
        var response = Response(status: .forbidden, headerFields: Self.notStored)
        response.headerFields[.bearerdRefusal] = PassedRefusal.text(of: error)
        response.context = AccessDecision.refused(error)
        return response
    }

    private func render(_ refusal: String, _ request: Request) -> Response {
        // 403 of the web server's own comes this way, too: it has nothing to do with a token.
        guard let error = PassedRefusal.error(refusal) else { return .forbidden }
        var response = guarding.refuse(request, error)
        response.context = RenderedRefusal()
        return response
    }

    private static let notStored: HTTPFields = [.cacheControl: "no-store"]
}

/// The context of a response to a request that has been refused, and logged, before.
public struct RenderedRefusal: Sendable {}
