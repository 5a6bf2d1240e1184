import HTTP
import HTTPTypes
import Logging
import NginxGuard
import OAuth
import ResourceServer

/// One line a request: `debug` for one that is let through, since the web server has its own access log, else `info`. A
/// refusal is never an error: a client could fill the log with errors. Of many refusals a second, some have no line.
struct AccessLog: Middleware {
    /// The longest value that a client may choose, in Unicode scalars, other than method and path.
    private static let longestValue = 256

    let logger: Logger
    let limit: RefusalLimit

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
        let now = ContinuousClock.now
        let decision = response.context as? AccessDecision
        guard level == .debug || limit.admits(code(of: response, decision), at: now) else { return }
        var fields = fields(of: request, response, now - start)
        logger.log(level: level, add(decision, to: &fields), metadata: fields)
    }

    /// A refusal that is only put into words has its line already, that of its judgement.
    private func level(of response: Response) -> Logger.Level {
        response.status.code < 400 || response.context is RenderedRefusal ? .debug : .info
    }

    private func code(of response: Response, _ decision: AccessDecision?) -> String {
        switch decision {
        case .refused(let error, _, _, _): error.code.rawValue
        case .misconfigured: "500"
        default: String(response.status.code)
        }
    }

    private func fields(of request: Request, _ response: Response, _ duration: Duration) -> Logger.Metadata {
        var fields: Logger.Metadata = [
            "method": .string(request.method.rawValue),
            "path": .string(request.path),
            "status": .stringConvertible(response.status.code),
            "duration_ms": .stringConvertible(milliseconds(duration)),
        ]
        fields["request_id"] = value(request.metaVariable("REQUEST_ID"))
        fields["remote_addr"] = value(request.metaVariable("REMOTE_ADDR"))
        fields["host"] = value(request.metaVariable("HTTP_HOST"))
        fields["route"] = value(response.route)
        fields["policy"] = policy(of: request).map(Logger.MetadataValue.string)
        return fields
    }

    /// As it stands in the web server's configuration.
    private func policy(of request: Request) -> String? {
        guard let address = request.metaVariable("BEARERD_POLICY") else { return nil }
        let prefix = LocationGuard.addressPrefix
        return address.hasPrefix(prefix) ? String(address.dropFirst(prefix.count)) : address
    }

    /// - Returns: What the line is about.
    private func add(_ decision: AccessDecision?, to fields: inout Logger.Metadata) -> Logger.Message {
        switch decision {
        case .refused(let error, let identity, let requirement, _):
            // The client's status, also where the web server is told another.
            fields["status"] = .stringConvertible(error.code.status.code)
            fields["error_code"] = .string(error.code.rawValue)
            fields["reason"] = error.detail.map(Logger.MetadataValue.string)
            fields["required_scope"] = scope(error, requirement).map(Logger.MetadataValue.string)
            add(identity, to: &fields)
            return "request refused"
        case .misconfigured:
            fields["status"] = .stringConvertible(500)
            return "request refused"
        case .allowed(let token?, _):
            add(token.identity, to: &fields)
            return "request let through"
        default:
            return "request answered"
        }
    }

    private func scope(_ error: TokenValidationError, _ requirement: AccessRequirement) -> String? {
        let scope = error.scope ?? requirement.scopes.joined(separator: " ")
        return scope.isEmpty ? nil : scope
    }

    /// What a token says that nobody has vouched for does not stand where a subject does that was verified.
    private func add(_ identity: TokenIdentity?, to fields: inout Logger.Metadata) {
        guard let identity else { return }
        let prefix = identity.isVerified ? "" : "claimed_"
        fields[prefix + "iss"] = value(identity.issuer)
        fields[prefix + "sub"] = value(identity.subject)
        fields[prefix + "client_id"] = value(identity.clientID)
        fields["jti"] = value(identity.tokenID)
        fields["kid"] = value(identity.keyID)
    }

    private func value(_ text: String?) -> Logger.MetadataValue? {
        guard let text else { return nil }
        guard text.utf8.count > Self.longestValue else { return .string(text) }
        return .string(String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.longestValue))))
    }

    /// With three places.
    private func milliseconds(_ duration: Duration) -> Double {
        (duration / .microseconds(1)).rounded() / 1_000
    }
}
