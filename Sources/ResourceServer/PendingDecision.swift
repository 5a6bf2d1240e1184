import OAuth

/// How a request fares, and what a refusal tells of it.
struct PendingDecision {
    let requirement: AccessRequirement
    var identity: TokenIdentity?
    var nextNonce: String?

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
        return .allowed(token, nextNonce: nextNonce)
    }

    func refuse(_ error: TokenValidationError, at now: NumericDate) -> AccessDecision {
        .refused(
            Refusal(error, of: identity, requiring: requirement, nextNonce: nextNonce, judgedAt: now)
        )
    }
}
