import HTTP
import HTTPTypes
import Logging
import NginxGuard
import OAuth
import ResourceServer

/// One line a request: `debug` for one that is let through, since the web server has its own access log, else `info`, as for one
/// that is let through only because refusals are observed. A refusal is never an error: a client could fill the log with
/// errors. Of many refusals a second, some have no line.
///
/// What has a line is counted and recorded, by the same decision, whether or not its line is written.
struct AccessLog: Middleware {
    let logger: Logger
    let limit: RefusalLimit
    /// `nil` where nothing is counted.
    let counts: RequestCounts?
    /// `nil` where no refusal is kept.
    var keeper: RefusalKeeper?
    /// `nil` where no decision is recorded beside the log.
    var audit: AuditLog?

    func respond(to request: Request, next: any Handler) async throws -> Response {
        let start = ContinuousClock.now
        counts?.beginWaiting()
        defer { counts?.endWaiting() }
        let response = try await next.respond(to: request)
        log(request, response, since: start)
        return response
    }

    func respondAtOnce(to request: Request, next: any Handler) throws -> Response? {
        let start = ContinuousClock.now
        guard let response = try next.respondAtOnce(to: request) else { return nil }
        log(request, response, since: start)
        return response
    }

    /// The line of a request that is answered now.
    func log(_ request: Request, _ response: Response, since start: ContinuousClock.Instant) {
        let decision = response.context as? AccessDecision
        if let audit, let decision { audit.record(decision, request, response) }
        let level = level(of: response, decision)
        let isLogged = logger.logLevel <= level
        guard isLogged || counts != nil || (keeper != nil && level != .debug) else { return }
        let now = ContinuousClock.now
        counts?.count(decision, response, after: now - start)
        if let keeper, level != .debug, let refusal = Self.refusal(in: decision) {
            keeper.keep(request, refusal, response, at: now)
        }
        guard isLogged else { return }
        guard level == .debug || limit.admits(code(of: response, decision), at: now) else {
            counts?.count(.unloggedRefusal)
            return
        }
        var fields = fields(of: request, response, now - start)
        logger.log(level: level, add(decision, to: &fields), metadata: fields)
    }

    /// What is kept of a decision: also a refusal that a location only observes, but not the token that it lets through.
    private static func refusal(in decision: AccessDecision?) -> Refusal? {
        switch decision {
        case .refused(let refusal), .observed(let refusal, nil): refusal
        default: nil
        }
    }

    /// A refusal that is only put into words has its line already, that of its judgement.
    private func level(of response: Response, _ decision: AccessDecision?) -> Logger.Level {
        if case .observed = decision { return .info }
        return response.status.code < 400 || response.context is RenderedRefusal ? .debug : .info
    }

    private func code(of response: Response, _ decision: AccessDecision?) -> String {
        switch decision {
        case .refused(let refusal): refusal.code
        case .observed(let refusal, _): "observed: \(refusal.code)"
        case .misconfigured: "500"
        default: String(response.status.code)
        }
    }

    private func fields(of request: Request, _ response: Response, _ duration: Duration) -> Logger.Metadata {
        var fields = request.logFields
        fields["status"] = .stringConvertible(response.status.code)
        fields["duration_ms"] = .stringConvertible(milliseconds(duration))
        fields.add("route", response.route)
        fields["policy"] = Self.policy(of: request).map(Logger.MetadataValue.string)
        return fields
    }

    static func policy(of request: Request) -> String? {
        request.metaVariable("BEARERD_POLICY").map(policy(in:))
    }

    /// The policy in an address, as it stands in the web server's configuration.
    static func policy(in address: String) -> String {
        LocationGuard.policy(in: address) ?? address
    }

    /// - Returns: What the line is about.
    private func add(_ decision: AccessDecision?, to fields: inout Logger.Metadata) -> Logger.Message {
        switch decision {
        case .refused(let refusal), .observed(let refusal, _):
            refusal.addFields(to: &fields)
            return refusal.logMessage
        case .misconfigured:
            fields["status"] = .stringConvertible(500)
            return "request refused"
        case .allowed(let token?, _):
            fields.add(token.identity)
            return "request let through"
        default:
            return "request answered"
        }
    }

    /// With three places.
    private func milliseconds(_ duration: Duration) -> Double {
        (duration / .microseconds(1)).rounded() / 1_000
    }
}
