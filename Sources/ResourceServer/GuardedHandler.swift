import HTTP
import OAuth

/// A handler behind a ``ResourceServer``.
struct GuardedHandler: Handler {
    let resourceServer: ResourceServer
    let requirement: AccessRequirement
    var isOptional = false
    let answer: Answer

    enum Answer: Sendable {
        case atOnce(@Sendable (Request, AccessToken?) throws -> Response)
        case waiting(@Sendable (Request, AccessToken?) async throws -> Response)
    }

    func respond(to request: Request) async throws -> Response {
        let decision = await resourceServer.decide(request, requiring: requirement, isOptional: isOptional)
        guard decision.isLetThrough else { return resourceServer.refuse(request, decision) }
        do {
            let response =
                switch answer {
                case .atOnce(let handler): try handler(request, decision.token)
                case .waiting(let handler): try await handler(request, decision.token)
                }
            return finished(response, decision, request)
        } catch {
            return try answer(to: error, decision, request)
        }
    }

    func respondAtOnce(to request: Request) throws -> Response? {
        guard case .atOnce(let handler) = answer,
            let decision = resourceServer.decideAtOnce(request, requiring: requirement, isOptional: isOptional)
        else { return nil }
        guard decision.isLetThrough else { return resourceServer.refuse(request, decision) }
        do {
            return finished(try handler(request, decision.token), decision, request)
        } catch {
            return try answer(to: error, decision, request)
        }
    }

    private func finished(
        _ response: consuming Response,
        _ decision: AccessDecision,
        _ request: Request
    ) -> Response {
        resourceServer.finish(&response, decision, request)
        return response
    }

    /// What a handler throws that is an answer; all else is thrown on.
    private func answer(to error: any Error, _ decision: AccessDecision, _ request: Request) throws -> Response {
        switch error {
        case let error as TokenValidationError:
            let refusal = Refusal(
                error,
                of: decision.token?.identity,
                requiring: requirement,
                nextNonce: decision.nextNonce
            )
            return resourceServer.refuse(request, .refused(refusal))
        case let error as any AnsweringError:
            // Like any other answer to a request with credentials.
            return finished(error.response, decision, request)
        default: throw error
        }
    }
}
