import JOSE
import Text
import URI

/// What an issuer says about itself, as far as it concerns keys (OpenID Connect Discovery 1.0 §4, RFC 8414 §2).
struct DiscoveryDocument {
    /// Where the issuer's JWK Set is.
    let jwksURI: SecureURL

    /// Reads the discovery document of `issuer`.
    init(parsing bytes: [UInt8], issuer: String, _ rules: RetrievalRules) throws(KeyRetrievalError) {
        let members: JSONObject
        do {
            members = try JSONObject(parsing: bytes)
        } catch {
            throw KeyRetrievalError("The discovery document is not a JSON object: \(error).")
        }
        // §4.3, RFC 8414 §3.3: exactly the issuer that was asked, or one issuer could speak for another.
        guard let named = members["issuer"]?.stringValue, named.isSameText(as: issuer) else {
            throw KeyRetrievalError(
                "The discovery document is not of the issuer \(issuer): \(Self.difference(members["issuer"], issuer))."
            )
        }
        guard let text = members["jwks_uri"]?.stringValue,
            let jwksURI = SecureURL(text, allowingHTTPOf: rules.httpHosts)
        else {
            throw KeyRetrievalError("The discovery document has no jwks_uri that is https, or http of a loopback host.")
        }
        // Nobody but this machine may send this machine to itself in the clear.
        guard jwksURI.isHTTPS || rules.httpHosts.contains(jwksURI.host) || SecureURL(issuer)?.isLoopback == true else {
            throw KeyRetrievalError("The discovery document's jwks_uri is http, which only a loopback issuer may use.")
        }
        self.jwksURI = jwksURI
    }

    /// What is wrong about the issuer that is named, without any text of it.
    private static func difference(_ named: JSONValue?, _ issuer: String) -> String {
        guard let named = named?.stringValue else { return "it names none" }
        if named.isSameText(as: "\(issuer)/") { return "the one that it names has a slash at its end" }
        if "\(named)/".isSameText(as: issuer) { return "the one that it names has no slash at its end" }
        return "it names another"
    }
}
