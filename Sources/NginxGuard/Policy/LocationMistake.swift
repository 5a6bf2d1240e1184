/// Why a guarded location refuses every request with 500.
public enum LocationMistake: Sendable {
    /// Its policy is none.
    case unreadablePolicy(String, LocationPolicyError)
    /// It sets other header fields than those of ``IdentityHeaders``, or does not say which it sets: the list that came, with
    /// commas between the names, empty if none did.
    case otherIdentityHeaders(String)
}
