/// Every rule for tokens, in the order of the contract: the first that fails decides.
///
/// The list is cut where a rule establishes what all after it are about. A new rule is a file in `Token` and a line here.
enum TokenRules {
    /// What was sent becomes an ``UnverifiedToken``.
    static let ofText: [Rule<TokenText>] = [.size, .decryption, .form]
    /// An ``UnverifiedToken`` becomes a ``VerifiedToken``.
    static let ofOrigin = beforeSignature + [.signature]
    /// Those of ``ofOrigin`` that need no signature.
    static let beforeSignature: [WaitingRule<TokenOrigin>] = [.algorithm, .issuer, .issuersAlgorithms, .kind]
    /// A ``VerifiedToken`` becomes an ``AccessToken``.
    static let ofContent: [Rule<TokenContent>] = [
        .expiration, .notBefore, .issuedAt, .audience, .claims, .lifetime, .type, .profile, .requiredClaims,
        .senderConstraint, .revocation,
    ]
    /// What an issuer says about a token becomes an ``AccessToken``.
    static let ofAnswer: [Rule<TokenContent>] = [.answersIssuer] + ofContent + [.answersBinding]
}
