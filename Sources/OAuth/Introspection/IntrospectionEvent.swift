/// What an operator should know about asking an issuer about tokens.
public struct IntrospectionEvent: Sendable, Hashable {
    /// The issuer, as it is configured.
    public let issuer: String
    /// What happened.
    public let kind: Kind

    /// What happened.
    public enum Kind: Sendable, Hashable {
        /// The issuer answered after so long.
        case answered(isActive: Bool, after: Duration)
        /// There is no answer, or none that can be read.
        case failed(IntrospectionFault, after: Duration)
        /// It is not asked for so long, as it did not answer several times, or does not let us ask.
        case stopped(reason: String, for: Duration)
        /// It is asked again.
        case resumed
    }
}
