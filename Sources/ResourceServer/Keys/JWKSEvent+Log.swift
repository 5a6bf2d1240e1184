public import JWKS
public import Logging
import OAuth

extension JWKSEvent {
    /// Writes a line about it.
    public func log(to logger: Logger) {
        logger.log(level: level, message, metadata: fields)
    }

    private var level: Logger.Level {
        switch kind {
        case .fetched, .coolingDown: .info
        case .restored: .notice
        case .fetchFailed, .keyOmitted, .storeFailed, .metadataDisagrees: .warning
        case .lapsed, .metadataMissing: .error
        }
    }

    private var message: Logger.Message {
        switch kind {
        case .fetched: "keys fetched"
        case .fetchFailed: "keys could not be fetched"
        case .metadataMissing: "the issuer does not say where its keys are"
        case .metadataDisagrees: "the issuer's metadata documents disagree"
        case .keyOmitted: "key left out"
        case .coolingDown:
            "unknown key id: keys were fetched, and will not be for another until the cooldown is over"
        case .restored: "the last good keys of an earlier run serve"
        case .lapsed: "keys are too old to serve, and the issuer cannot be reached"
        case .storeFailed: "the last good keys could not be stored or read"
        }
    }

    private var fields: Logger.Metadata {
        var fields: Logger.Metadata = ["iss": .string(issuer)]
        switch kind {
        case .fetched(let count, let freshFor):
            fields["keys"] = .stringConvertible(count)
            fields["fresh_for_s"] = .stringConvertible(freshFor.components.seconds)
        case .fetchFailed(let reason, let retryAfter), .metadataMissing(let reason, let retryAfter):
            fields["reason"] = .string(reason)
            fields["retry_after_s"] = .stringConvertible(retryAfter.secondsToWait)
        case .keyOmitted(let index, let keyID, let reason):
            fields["index"] = .stringConvertible(index)
            fields["kid"] = keyID.map(Logger.MetadataValue.string)
            fields["reason"] = .string(reason)
        case .coolingDown(let duration): fields["cooldown_s"] = .stringConvertible(duration.components.seconds)
        case .restored(let age): fields["age_s"] = .stringConvertible(age.components.seconds)
        case .lapsed: break
        case .storeFailed(let reason), .metadataDisagrees(let reason): fields["reason"] = .string(reason)
        }
        return fields
    }
}
