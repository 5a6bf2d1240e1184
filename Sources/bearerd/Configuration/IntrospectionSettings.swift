import Fetching
import OAuth
import Text

/// Which issuers are asked about tokens (RFC 7662), where and as whom.
struct IntrospectionSettings: Sendable {
    /// The longest time that an answer is believed.
    let cacheTTL: Duration
    /// In the order of the settings.
    let endpoints: [(issuer: String, endpoint: IntrospectionEndpoint)]
    /// What is asked of them, for people, in the same order.
    let lines: [String]

    /// - Throws: ``SettingError`` when the setting is wrong.
    init(_ reader: SettingReader, _ issuers: IssuerSettings) throws(SettingError) {
        cacheTTL = try reader.required(\.introspectionCacheTTL)
        endpoints = issuers.introspections
        lines = issuers.introspections.map { issuer, endpoint in
            let policy = issuers.policies.first { $0.issuer.isSameText(as: issuer) }?.introspection
            return "# \(issuer): \(Self.tokens(policy)) are asked about at \(VisibleText.escaped(endpoint.url)) as"
                + " \(VisibleText.escaped(endpoint.credentials.clientID)), at most \(endpoint.mostAtOnce) at a time"
        }
    }

    private static func tokens(_ policy: IntrospectionPolicy?) -> String {
        let jwts: String? =
            switch policy?.jwts {
            case .judgedThenAsked: "JWTs that are good otherwise"
            case .asked: "JWTs"
            case .judged, nil: nil
            }
        let opaque = policy?.takesOpaqueTokens == true ? "opaque tokens" : nil
        return [opaque, jwts].compactMap(\.self).joined(separator: " and ")
    }
}
