import JOSE

/// What a token is bound to: the `cnf` claim (RFC 7800 §3.1). Whoever presents the token must prove to hold all of it.
public struct Confirmation: Sendable, Hashable {
    /// `jkt`, the thumbprint of a DPoP key (RFC 9449 §6.1); `nil` for a token that is bound to none.
    public let keyThumbprint: String?
    /// `x5t#S256`, the thumbprint of a client certificate (RFC 8705 §3.1); `nil` for a token that is bound to none.
    public let certificateThumbprint: String?

    private static let key = "jkt"
    private static let certificate = "x5t#S256"
    /// The other methods that are registered for `cnf`, and the one of Token Binding. Nothing here enforces them, and a
    /// binding that is not enforced must not be ignored.
    private static let unenforced = ["jwk", "jwe", "kid", "jku", "osc", "tbh"]

    /// Reads the claim; `nil` for one that is malformed, or that binds to something nothing here checks.
    ///
    /// RFC 7800 §3.1: members that are not understood are ignored. One that is must stand beside them: a claim with none
    /// binds to something that is not known here.
    init?(_ claim: JSONValue) {
        guard let members = claim.objectValue, !Self.unenforced.contains(where: members.contains) else { return nil }
        let bindings = [Self.key, Self.certificate].filter(members.contains)
        guard !bindings.isEmpty, bindings.allSatisfy({ Self.isDigest(members[$0]) }) else { return nil }
        keyThumbprint = members[Self.key]?.stringValue
        certificateThumbprint = members[Self.certificate]?.stringValue
    }

    /// The one spelling of a SHA-256.
    private static func isDigest(_ value: JSONValue?) -> Bool {
        value?.stringValue.flatMap { Base64URL.decode($0) }?.count == 32
    }
}
