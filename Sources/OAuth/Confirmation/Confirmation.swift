import JOSE

/// What a token is bound to: the `cnf` claim (RFC 7800 §3.1). Whoever presents the token must prove to hold it.
public enum Confirmation: Sendable, Hashable {
    /// `jkt`, the thumbprint of a DPoP key (RFC 9449 §6.1).
    case keyThumbprint(String)

    /// Reads the claim; `nil` for one that is malformed, or that binds to something nothing here checks, such as a client
    /// certificate (RFC 8705 §3.1). A binding that is not checked must not be ignored.
    init?(_ claim: JSONValue) {
        guard let members = claim.objectValue, members.names == ["jkt"], let thumbprint = members["jkt"]?.stringValue,
            Base64URL.decode(thumbprint)?.count == 32
        else { return nil }
        self = .keyThumbprint(thumbprint)
    }
}
