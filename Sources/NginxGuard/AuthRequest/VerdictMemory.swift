import HTTP
import HTTPTypes
import OAuth
import ResourceServer

/// How long nginx may remember that a request was let through (`bearerd_verdicts.conf`).
struct VerdictMemory: Sendable {
    private let longest: Int64
    private let resourceServer: ResourceServer

    /// `nil` where it may not for a second. Which query a request had is no part of what nginx knows a verdict by: where a token may
    /// stand there, nothing is remembered.
    init?(_ longest: Duration, _ resourceServer: ResourceServer) {
        guard longest >= .seconds(1), !resourceServer.takesTokensFromQuery else { return nil }
        self.longest = longest.components.seconds
        self.resourceServer = resourceServer
    }

    /// Lets nginx keep an answer that would be the same as long as that.
    func keep(_ response: inout Response, _ decision: AccessDecision, _ request: Request, under policy: LocationPolicy)
    {
        // A proof is good once, with a nonce of its own; how long ago somebody logged in changes by itself.
        guard case .allowed(let token, nil) = decision, token?.confirmation?.keyThumbprint == nil,
            request.values(of: .dpop).isEmpty, policy.authentication?.maxAge == nil
        else { return }
        let seconds = min(longest, token.map(secondsLeft) ?? longest)
        guard seconds > 0 else { return }
        response.headerFields[.cacheControl] = nil
        response.headerFields[.xAccelExpires] = String(seconds)
    }

    /// Before `exp`. To nginx a second has begun when it has not, so that what it keeps for one may stay for nearly two.
    private func secondsLeft(_ token: AccessToken) -> Int64 {
        let left = token.expiresAt.secondsSinceEpoch - resourceServer.clock().secondsSinceEpoch
        return Int64(min(left, 1e9).rounded(.down)) - 1
    }
}
