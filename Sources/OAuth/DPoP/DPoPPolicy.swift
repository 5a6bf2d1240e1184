public import JOSE

/// What a DPoP proof must be like.
public struct DPoPPolicy: Sendable {
    /// The algorithms that are accepted. A symmetric one never is: the key would have to stand in the proof
    /// (RFC 9449 §11.6).
    public var algorithms: [JWSAlgorithm]
    /// How far `iat` may lie in the past.
    public var proofAge: Duration
    /// How far `iat` may lie in the future, for clients whose clock is ahead.
    public var proofLeeway: Duration

    /// A policy; what is left out has the value that most servers need.
    public init(
        algorithms: [JWSAlgorithm] = [.es256, .es384, .rs256, .ps256, .edDSA, .ed25519],
        proofAge: Duration = .seconds(300),
        proofLeeway: Duration = .seconds(30)
    ) {
        self.algorithms = algorithms.filter { !$0.isSymmetric }
        self.proofAge = proofAge
        self.proofLeeway = proofLeeway
    }

    /// What the parameter `algs` of a challenge says (RFC 9449 §7.1).
    public var algs: String { algorithms.map(\.name).joined(separator: " ") }

    /// From the first moment at which a proof can be accepted to the last: how long it has to be remembered.
    public var window: Duration { proofAge + proofLeeway }
}
