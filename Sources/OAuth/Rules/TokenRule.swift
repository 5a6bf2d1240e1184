/// A check of a user's own that every token must pass.
public struct TokenRule: Sendable {
    /// Refuses a token by throwing.
    public let check: @Sendable (AccessToken) throws(ClaimRefusal) -> Void

    /// A check; a closure says `throws(ClaimRefusal)` itself.
    public init(_ check: @escaping @Sendable (AccessToken) throws(ClaimRefusal) -> Void) {
        self.check = check
    }
}
