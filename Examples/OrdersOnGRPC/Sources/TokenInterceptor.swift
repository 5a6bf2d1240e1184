import GRPCCore
import ResourceServer

/// Lets calls through only with a good token that meets a requirement. Rules and challenges are those of bearerd; the status
/// is gRPC's.
struct TokenInterceptor: ServerInterceptor {
    /// The token of the call under way.
    @TaskLocal static var token: AccessToken?

    let api: ResourceServer
    /// By the method's name, `/orders.Orders/Get`; a method that is not there is refused.
    let requirements: [String: AccessRequirement]

    func intercept<Input: Sendable, Output: Sendable>(
        request: StreamingServerRequest<Input>,
        context: ServerContext,
        next: @Sendable (StreamingServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<Output>
    ) async throws -> StreamingServerResponse<Output> {
        let method = "/\(context.descriptor.fullyQualifiedMethod)"
        guard let requirement = requirements[method] else {
            throw RPCError(code: .permissionDenied, message: "Nobody may call this.")
        }
        // A call is a POST of its method's name (gRPC over HTTP/2).
        var fields = HTTPFields()
        for value in request.metadata[stringValues: "authorization"] {
            fields.append(HTTPField(name: .authorization, value: value))
        }
        let question = Request(method: .post, target: method, headerFields: fields)
        let decision = await api.decide(question, requiring: requirement)
        guard let token = decision.token else { throw refusal(api.refuse(question, decision), decision) }
        return try await Self.$token.withValue(token) { try await next(request, context) }
    }

    private func refusal(_ response: Response, _ decision: AccessDecision) -> RPCError {
        guard case .refused(let refusal) = decision else {
            return RPCError(code: .internalError, message: "Internal error.")
        }
        var metadata = Metadata()
        for challenge in response.headerFields[values: .wwwAuthenticate] {
            metadata.addString(challenge, forKey: "www-authenticate")
        }
        let code: RPCError.Code =
            switch refusal.status {
            case .forbidden: .permissionDenied
            case .serviceUnavailable: .unavailable
            case .badRequest: .invalidArgument
            default: .unauthenticated
            }
        return RPCError(code: code, message: refusal.sentence, metadata: metadata)
    }
}
