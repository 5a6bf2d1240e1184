/// What an operator should know about the keys of an issuer.
public struct JWKSEvent: Sendable, Hashable {
    /// The issuer, as it is configured.
    public let issuer: String
    /// What happened.
    public let kind: Kind

    /// What happened to an issuer's keys.
    public enum Kind: Sendable, Hashable {
        /// Keys were fetched; they are fresh for so long.
        case fetched(keyCount: Int, freshFor: Duration)
        /// Keys could not be fetched; the next try is in so long, unless a request needs them before.
        case fetchFailed(reason: String, retryAfter: Duration)
        /// The issuer says nowhere what its keys are, and will not until an operator has done something.
        case metadataMissing(reason: String, retryAfter: Duration)
        /// A key of the set was left out; the others serve. What is for encryption is not told of.
        case keyOmitted(index: Int, keyID: String?, reason: String)
        /// An unknown key id had the keys fetched; until then no other will.
        case coolingDown(for: Duration)
        /// The last good keys, stored by an earlier process, serve.
        case restored(age: Duration)
        /// The issuer says different things of itself at different places; which counts is in the reason.
        case metadataDisagrees(reason: String)
        /// Keys were kept for as long as they may be; the issuer has none now.
        case lapsed
        /// The last good keys could not be stored or read.
        case storeFailed(reason: String)
    }
}

extension JWKSEvent {
    /// The longest text of a foreign hand in an event, in characters: two quotes of 200, and what is said about them.
    static let longestText = 512
    /// The most omitted keys of one set that are told of.
    static let mostOmittedKeys = 16

    /// What a foreign hand wrote, cut to a bearable length.
    static func bounded(_ text: String) -> String {
        text.count <= longestText ? text : text.prefix(longestText) + "…"
    }
}
