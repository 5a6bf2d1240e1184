/// The key of an issuer that verified a signature.
struct VerifyingKey: Sendable, Equatable {
    /// What the token calls it, or else what the issuer does: a token that names no key is signed with one all the same.
    let keyID: String?
    /// Of the issuer's set of keys.
    let generation: UInt64
}
