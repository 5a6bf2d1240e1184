public import URI

/// The parts of a request that a DPoP proof speaks of.
public struct DPoPRequest: Sendable {
    /// The value of every `DPoP` header field line.
    public var proofs: [String]
    /// The method, as sent.
    public var method: String
    /// The target; `nil` if it cannot be told, which no proof fits.
    public var target: TargetURI?

    /// A request with these parts.
    public init(proofs: [String], method: String, target: TargetURI?) {
        self.proofs = proofs
        self.method = method
        self.target = target
    }
}
