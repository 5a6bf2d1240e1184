package import HTTPTypes
import JOSE
package import OAuth
import ResourceServer
import Text

extension LocationPolicy {
    /// Refuses a token that does not meet the policy otherwise than by its scopes, which are looked at last.
    func checkCircumstances(of token: AccessToken, at now: NumericDate) throws(TokenValidationError) {
        // Those of a resource are what the token was judged by.
        if resource == nil, !audiences.isEmpty, !token.audiences.nameOne(of: audiences) { throw .invalidAudience() }
        try authentication?.check(token, at: now)
    }

    /// What a token needs for a request of this method.
    package func requirement(for method: HTTPRequest.Method) -> AccessRequirement {
        Self.isReading(method) ? reading : writing
    }

    /// The decision about a request, which refuses none where refusals are only observed.
    func observing(_ decision: AccessDecision) -> AccessDecision {
        guard isObserved, case .refused(let refusal) = decision else { return decision }
        return .observed(refusal.observed, nil)
    }

    /// The safe methods of RFC 9110 §9.2.1 that pass a web server.
    private static func isReading(_ method: HTTPRequest.Method) -> Bool {
        method == .get || method == .head || method == .options
    }
}
