import Logging
import OAuth
import ResourceServer

extension EventLog {
    /// What became of asking an issuer about tokens. Of failures a few lines are enough: whoever sends tokens can cause them.
    func log(_ event: IntrospectionEvent) {
        counts?.introspections.count(event)
        var fields: Logger.Metadata = ["iss": .string(event.issuer)]
        switch event.kind {
        case .answered: break
        case .failed(.busy, _): warn("tokens are not introspected: too many wait", fields)
        case .failed(.refused(let reason), _), .failed(.unavailable(let reason), _):
            fields["reason"] = .string(reason)
            warn("a token could not be introspected", fields)
        case .failed(.credentialsRefused(let reason), _):
            fields["reason"] = .string(reason)
            error("the introspection endpoint does not take our credentials (client_id, client_secret_file)", fields)
        case .stopped(let reason, let pause):
            fields["reason"] = .string(reason)
            fields["retry_after_s"] = .stringConvertible(pause.components.seconds)
            logger.error("the introspection endpoint is not asked for a while", metadata: fields)
        case .resumed: logger.notice("the introspection endpoint answers again", metadata: fields)
        }
    }

    private func warn(_ message: Logger.Message, _ fields: Logger.Metadata) {
        guard accessLog.limit.admits("introspection_failed", at: .now) else { return }
        logger.warning(message, metadata: fields)
    }

    private func error(_ message: Logger.Message, _ fields: Logger.Metadata) {
        guard accessLog.limit.admits("introspection_failed", at: .now) else { return }
        logger.error(message, metadata: fields)
    }
}
