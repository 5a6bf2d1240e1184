/// What came of a token.
public enum TokenVerdict: Sendable {
    /// Every rule holds.
    case accepted(AccessToken)
    // Beside the verdict, so that one that accepts is copied in a few words.

    /// Why it is refused, and whom it is about, as far as it could be read.
    indirect case refused(TokenValidationError, of: TokenIdentity? = nil)
}
