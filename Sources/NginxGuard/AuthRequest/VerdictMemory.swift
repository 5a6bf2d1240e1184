import HTTP
import HTTPTypes
import OAuth
import ResourceServer

/// How long nginx may remember that a request was let through (`bearerd_verdicts.conf`).
struct VerdictMemory: Sendable {
    /// With what nginx adds, a file has two pages at most: so the whole of what its zone can count has an end.
    private static let mostBytes = 7_168
    /// What stands between one text and the next.
    private static let bytesBetween = 2

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
        guard seconds > 0, Self.bytes(of: response, to: request) <= Self.mostBytes else { return }
        response.headerFields[.cacheControl] = nil
        response.headerFields[.xAccelExpires] = String(seconds)
    }

    /// What nginx knows the verdict by, nearly all of which is the client's, and the answer.
    private static func bytes(of response: Response, to request: Request) -> Int {
        let names: [HTTPField.Name] = [.authorization, .cookie, .origin, .accessControlRequestMethod]
        let variables = [
            request.metaVariable("BEARERD_POLICY"), request.metaVariable("BEARERD_IDENTITY"),
            request.metaVariable("HTTP_HOST"), request.metaVariable("CLIENT_CERTIFICATE"),
        ]
        let key = names.flatMap { request.values(of: $0) } + variables.compactMap(\.self)
        let answer = response.headerFields.flatMap { [$0.name.rawName, $0.value] }
        return (key + answer).reduce(0) { $0 + $1.utf8.count + bytesBetween }
    }

    /// Before `exp`. To nginx a second has begun when it has not, so that what it keeps for one may stay for nearly two.
    private func secondsLeft(_ token: AccessToken) -> Int64 {
        let left = token.expiresAt.secondsSinceEpoch - resourceServer.clock().secondsSinceEpoch
        return Int64(min(left, 1e9).rounded(.down)) - 1
    }
}
