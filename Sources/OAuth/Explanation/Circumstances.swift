/// What a token, and a proof with it, are held against at a place.
package struct Circumstances: Sendable {
    /// Whom its token must be for.
    package var audience = AcceptedAudience.ofIssuer
    /// Of which it must name one as well, if there are any.
    package var placeAudiences: [String] = []
    /// What its token must allow.
    package var requirement: AccessRequirement
    /// How the user must have authenticated.
    package var authentication: AuthenticationRequirement?
    /// The request as a proof speaks of it; its proofs do not matter.
    package var request: DPoPRequest
    /// Whether there must be a proof.
    package var mode: DPoPMode
    /// What one must be like.
    package var policy: DPoPPolicy
    /// `nil` if proofs need none.
    package var nonces: ServerNonces?
    /// Whether tokens must be bound to a client certificate.
    package var certificates = CertificateBoundTokens.allowed
    /// The time of the request.
    package var now: NumericDate

    /// Those of a request, at a time.
    package init(
        _ request: DPoPRequest,
        requiring requirement: AccessRequirement,
        under mode: DPoPMode,
        _ policy: DPoPPolicy,
        _ nonces: ServerNonces?,
        at now: NumericDate
    ) {
        self.requirement = requirement
        self.request = request
        self.mode = mode
        self.policy = policy
        self.nonces = nonces
        self.now = now
    }
}
