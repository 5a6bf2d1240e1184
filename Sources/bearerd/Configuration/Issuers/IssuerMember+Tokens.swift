import JOSE
import OAuth
import Text

/// What the issuer's tokens must be like.
extension IssuerMember {
    static let audiences = IssuerMember("audiences") { reader, entry throws(IssuersFile.Fault) in
        entry.policy.audiences = try reader.required(
            "audiences",
            "a list of identifiers, at least one",
            MemberReader.words
        )
    }

    static let logoutAudiences = IssuerMember("logout_audiences") { reader, entry throws(IssuersFile.Fault) in
        let audiences = try reader.value(
            "logout_audiences",
            "a list of identifiers, at least one",
            MemberReader.words
        )
        entry.policy.logoutAudiences = audiences ?? []
    }

    static let clockSkew = IssuerMember("clock_skew") { reader, entry throws(IssuersFile.Fault) in
        let skew = try reader.value("clock_skew", "a duration from 0s to 5m") {
            $0.stringValue.flatMap(SettingValue.duration(in: .zero...(.seconds(300))))
        }
        entry.policy.clockSkew = skew ?? entry.defaults.clockSkew
    }

    static let requireATJWT = IssuerMember("require_at_jwt") { reader, entry throws(IssuersFile.Fault) in
        let isRequired = try reader.value("require_at_jwt", "true or false", \.boolValue)
        entry.policy.requiresATJWT = isRequired ?? entry.defaults.requiresATJWT
    }

    static let requiredClaims = IssuerMember("required_claims") { reader, entry throws(IssuersFile.Fault) in
        let expected = "an object whose members are lists of the values that are allowed"
        entry.policy.requiredClaims = try reader.value("required_claims", expected, claims) ?? [:]
    }

    private static func claims(_ value: JSONValue) -> [ExactText: [JSONValue]]? {
        guard let object = value.objectValue else { return nil }
        var claims: [ExactText: [JSONValue]] = [:]
        for name in object.names {
            guard let values = object[name]?.arrayValue, !values.isEmpty else { return nil }
            claims[ExactText(name)] = values
        }
        return claims
    }
}
