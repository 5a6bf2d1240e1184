import JOSE

/// What a token is bound to: the `cnf` claim (RFC 7800 §3.1). Whoever presents the token must prove to hold it.
public enum Confirmation: Sendable, Hashable {
    /// `jkt`, the thumbprint of a DPoP key (RFC 9449 §6.1).
    case keyThumbprint(String)

    /// The other methods that are registered for `cnf`, and the one of Token Binding. Nothing here enforces them, and a
    /// binding that is not enforced must not be ignored.
    private static let unenforced = ["jwk", "jwe", "kid", "jku", "x5t#S256", "osc", "tbh"]

    /// Reads the claim; `nil` for one that is malformed, or that binds to something nothing here checks, such as a client
    /// certificate (RFC 8705 §3.1).
    ///
    /// RFC 7800 §3.1: members that are not understood are ignored. One that is must stand beside them: a claim with none
    /// binds to something that is not known here.
    init?(_ claim: JSONValue) {
        guard let members = claim.objectValue, let thumbprint = members["jkt"]?.stringValue,
            Base64URL.decode(thumbprint)?.count == 32, !Self.unenforced.contains(where: members.contains)
        else { return nil }
        self = .keyThumbprint(thumbprint)
    }
}
