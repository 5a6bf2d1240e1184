import JOSE

/// What an OpenID Connect provider says about itself, as far as it concerns keys (OpenID Connect Discovery 1.0 §4).
struct DiscoveryDocument {
    /// Where the issuer's JWK Set is.
    let jwksURI: SecureURL

    /// Reads the discovery document of `issuer`.
    init(parsing bytes: [UInt8], issuer: String) throws(KeyRetrievalError) {
        let members: JSONObject
        do {
            members = try JSONObject(parsing: bytes)
        } catch {
            throw KeyRetrievalError("The discovery document is not a JSON object: \(error).")
        }
        // §4.3: exactly the issuer that was asked, or one issuer could speak for another.
        guard let named = members["issuer"]?.stringValue else {
            throw KeyRetrievalError("The discovery document names no issuer: expected \(Self.quoted(issuer)).")
        }
        guard named.isSameText(as: issuer) else {
            throw KeyRetrievalError(
                "The discovery document is of another issuer: expected \(Self.quoted(issuer)), found \(Self.quoted(named))."
            )
        }
        guard let text = members["jwks_uri"]?.stringValue, let jwksURI = SecureURL(text) else {
            throw KeyRetrievalError("The discovery document has no jwks_uri that is https, or http of a loopback host.")
        }
        self.jwksURI = jwksURI
    }

    /// The start of a text, in visible ASCII: a terminal shows what is there.
    private static func quoted(_ text: String) -> String {
        var quoted = ""
        for scalar in text.unicodeScalars {
            quoted += scalar.escaped(asASCII: true)
            // An escape is cut, too.
            guard quoted.utf8.count <= longestQuote else { return "\"\(quoted.prefix(longestQuote))…\"" }
        }
        return "\"\(quoted)\""
    }

    private static let longestQuote = 200

    /// Where the discovery document of `issuer` is.
    static func url(of issuer: String) throws(KeyRetrievalError) -> SecureURL {
        // §4.1: a slash at the end of the issuer is taken off before the path is put on.
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        // §2: an issuer has neither query nor fragment.
        guard !base.contains(where: { $0 == "?" || $0 == "#" }),
            let url = SecureURL(base + "/.well-known/openid-configuration")
        else { throw KeyRetrievalError("The issuer is no https URL without query, nor http of a loopback host.") }
        return url
    }
}
