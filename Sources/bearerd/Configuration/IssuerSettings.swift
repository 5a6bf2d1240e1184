import JOSE
import OAuth

/// The settings that say whose tokens are accepted.
enum IssuerSettings {
    /// The policies of `AUTH0_DOMAIN` and `ISSUERS`, which share everything but their issuer, and of `ISSUERS_FILE`.
    ///
    /// - Throws: ``SettingError`` for the first setting that is wrong, and when there is no issuer at all.
    static func policies(_ reader: SettingReader) throws(SettingError) -> [IssuerPolicy] {
        let algorithms = try algorithms(reader)
        let clockSkew = try reader.required(
            .clockSkew, "a duration from 0s to 5m", SettingValue.duration(in: .zero...(.seconds(300))))
        let requiresATJWT = try reader.required(.requireATJWT, "true or false", SettingValue.boolean)
        let issuers = try issuers(reader)
        let audiences = try audiences(reader, areNeeded: !issuers.isEmpty)
        let policies = issuers.map {
            IssuerPolicy(
                issuer: $0,
                audiences: audiences,
                algorithms: algorithms,
                clockSkew: clockSkew,
                requiresATJWT: requiresATJWT
            )
        }
        guard !policies.isEmpty else {
            throw SettingError(
                key: SettingKey.auth0Domain.rawValue,
                value: nil,
                origin: nil,
                expected: "a tenant's domain, such as example.eu.auth0.com (or set ISSUERS)"
            )
        }
        return policies
    }

    private static func issuers(_ reader: SettingReader) throws(SettingError) -> [String] {
        var issuers: [String] = []
        if let domain = try reader.value(
            .auth0Domain, "a host name with an optional port, without a scheme and without a path", domain)
        {
            issuers.append("https://\(domain)/")
        }
        let expected = "URLs, each https, or http of a loopback host, without a query and without a fragment"
        issuers += try reader.value(.issuers, expected, SettingValue.list(of: issuer)) ?? []
        guard Set(issuers).count == issuers.count else {
            throw SettingError(
                key: SettingKey.issuers.rawValue,
                value: issuers.joined(separator: ", "),
                origin: nil,
                expected: "each issuer once"
            )
        }
        return issuers
    }

    /// `host[:port]`.
    static func domain(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"):
                true
            default: false
            }
        }
        guard isPlain, !text.hasPrefix("."), !text.hasPrefix("-"), SecureURL("https://\(text)/") != nil else { return nil }
        return text
    }

    /// An issuer is a URL without query and fragment (RFC 8414 §2).
    static func issuer(_ text: String) -> String? {
        guard SecureURL(text) != nil, !text.contains("?"), !text.contains("#") else { return nil }
        return text
    }

    private static func audiences(
        _ reader: SettingReader,
        areNeeded: Bool
    ) throws(SettingError) -> [String] {
        let expected = "the API's identifier, or several separated by commas"
        if areNeeded { return try reader.required(.auth0Audience, expected, SettingValue.list) }
        return try reader.value(.auth0Audience, expected, SettingValue.list) ?? []
    }

    private static func algorithms(_ reader: SettingReader) throws(SettingError) -> [JWSAlgorithm] {
        let names = JWSAlgorithm.all.map(\.name).joined(separator: ", ")
        return try reader.required(
            .algorithms, "a list of \(names)", SettingValue.list(of: { JWSAlgorithm(named: $0) }))
    }
}
