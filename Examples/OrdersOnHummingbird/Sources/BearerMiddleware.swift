import HTTPTypes
import Hummingbird
import ResourceServer

/// The context of a request whose token is good.
protocol BearerContext: RequestContext {
    var token: AccessToken? { get set }
}

/// Lets requests through only with a good token that meets a requirement. Rules, refusals and challenges are those of bearerd.
struct BearerMiddleware<Context: BearerContext>: RouterMiddleware {
    let api: ResourceServer
    var requirement = AccessRequirement.none

    func handle(
        _ input: Hummingbird.Request,
        context: Context,
        next: (Hummingbird.Request, Context) async throws -> Hummingbird.Response
    ) async throws -> Hummingbird.Response {
        // What is judged is the request as the client sent it; nothing of its body.
        let question = HTTP.Request(
            method: input.method,
            target: input.head.path ?? "/",
            headerFields: input.headers
        )
        let decision = await api.decide(question, requiring: requirement)
        guard decision.isLetThrough else {
            return Hummingbird.Response(api.refuse(question, decision))
        }
        var context = context
        context.token = decision.token
        var response = try await next(input, context)
        // No cache keeps it, and a client of DPoP is told its next nonce.
        var fields = HTTP.Response(status: response.status, headerFields: response.headers)
        api.finish(&fields, decision, question)
        response.headers = fields.headerFields
        return response
    }
}

extension Hummingbird.Response {
    init(_ response: HTTP.Response) {
        self.init(
            status: response.status,
            headers: response.headerFields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: response.body))
        )
    }
}
