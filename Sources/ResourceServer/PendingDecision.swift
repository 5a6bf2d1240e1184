import OAuth

/// How a request fares, and what a refusal tells of it.
struct PendingDecision {
    let requirement: AccessRequirement
    var identity: TokenIdentity?
    var nextNonce: String?
    /// Why a stricter mode of DPoP, which is only observed, would refuse the token.
    var observed: TokenValidationError?

    init(_ requirement: AccessRequirement) {
        self.requirement = requirement
    }

    mutating func token(_ verdict: TokenVerdict) throws(TokenValidationError) -> AccessToken {
        switch verdict {
        case .accepted(let token):
            identity = token.identity
            return token
        case .refused(let error, let claimed):
            identity = claimed
            throw error
        }
    }

    func allow(
        _ token: AccessToken,
        _ check: ResourceServer.TokenCheck,
        at now: NumericDate
    ) throws(TokenValidationError) -> AccessDecision {
        try check(token, now)
        try requirement.check(token)
        guard let observed else { return .allowed(token, nextNonce: nextNonce) }
        let refusal = Refusal(
            observed,
            of: identity,
            requiring: requirement,
            nextNonce: nextNonce,
            judgedAt: now
        )
        return .observed(refusal.observed, token)
    }

    func refuse(_ error: TokenValidationError, at now: NumericDate) -> AccessDecision {
        .refused(
            Refusal(error, of: identity, requiring: requirement, nextNonce: nextNonce, judgedAt: now)
        )
    }
}
