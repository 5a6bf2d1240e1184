import HTTP
import HTTPTypes
import Logging
import OAuth
import OAuthMiddleware

/// One line a request: `debug` for one that is let through, since the web server has its own access log, else `info`. A
/// refusal is never an error: a client could fill the log with errors.
struct AccessLog: Middleware {
    let logger: Logger

    func respond(to request: Request, next: any Handler) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next.respond(to: request)
        log(request, response, since: start)
        return response
    }

    /// The line of a request that is answered now.
    func log(_ request: Request, _ response: Response, since start: ContinuousClock.Instant) {
        let level = level(of: response)
        guard logger.logLevel <= level else { return }
        log(level, request, response, ContinuousClock.now - start)
    }

    /// A refusal that is only put into words has its line already, that of its judgement.
    private func level(of response: Response) -> Logger.Level {
        response.status.code < 400 || response.context is RenderedRefusal ? .debug : .info
    }

    private func log(_ level: Logger.Level, _ request: Request, _ response: Response, _ duration: Duration) {
        var fields: Logger.Metadata = [
            "method": .string(request.method.rawValue),
            "path": .string(request.path),
            "status": .stringConvertible(response.status.code),
            "duration_ms": .stringConvertible(milliseconds(duration)),
        ]
        fields["request_id"] = request.metaVariable("REQUEST_ID").map(Logger.MetadataValue.string)
        let decision = response.context as? AccessDecision
        let message: Logger.Message
        switch decision {
        case .refused(let error):
            message = "request refused"
            // The client's status, also where the web server is told another.
            fields["status"] = .stringConvertible(error.code.status.code)
            fields["error_code"] = .string(error.code.rawValue)
            fields["reason"] = error.detail.map(Logger.MetadataValue.string)
            add(error.identity, to: &fields)
        case .allowed(let token?):
            message = "request let through"
            add(token.identity, to: &fields)
        default:
            message = "request answered"
        }
        logger.log(level: level, message, metadata: fields)
    }

    private func add(_ identity: TokenIdentity?, to fields: inout Logger.Metadata) {
        fields["iss"] = identity?.issuer.map(Logger.MetadataValue.string)
        fields["sub"] = identity?.subject.map(Logger.MetadataValue.string)
        fields["client_id"] = identity?.clientID.map(Logger.MetadataValue.string)
    }

    /// With three places.
    private func milliseconds(_ duration: Duration) -> Double {
        (duration / .microseconds(1)).rounded() / 1_000
    }
}
