import JOSE
import Text

/// How and how recently the user must have authenticated (RFC 9470).
public struct AuthenticationRequirement: Sendable, Hashable {
    /// The authentication contexts of which the claim `acr` must name one; any will do if there are none.
    public var contexts: [String]
    /// The longest time since the claim `auth_time`, whole seconds; any will do if there is none.
    public var maxAge: Duration?

    /// A requirement; without either of the two nothing is required.
    public init(contexts: [String] = [], maxAge: Duration? = nil) {
        self.contexts = contexts
        self.maxAge = maxAge
    }

    /// `token` meets the requirement. A claim that it is about must be there, and of its type.
    public func isMet(by token: AccessToken, at now: NumericDate) -> Bool {
        isMet(by: token.claims, at: now)
    }

    func isMet(by claims: JSONObject, at now: NumericDate) -> Bool {
        if !contexts.isEmpty {
            guard let context = claims["acr"]?.stringValue, contexts.contains(where: context.isSameText) else {
                return false
            }
        }
        if let maxAge {
            guard let time = claims["auth_time"].flatMap(NumericDate.init(claim:)) else { return false }
            // A token that was issued for an authentication in the future proves none.
            guard time <= now + Self.clockSkew, now - maxAge - Self.clockSkew <= time else { return false }
        }
        return true
    }

    /// Refuses a token that does not meet the requirement.
    ///
    /// - Throws: ``TokenValidationError/insufficientAuthentication(_:)``.
    public func check(_ token: AccessToken, at now: NumericDate) throws(TokenValidationError) {
        guard isMet(by: token, at: now) else { throw .insufficientAuthentication(self) }
    }

    /// How far the issuer's clock may be from ours.
    private static let clockSkew = Duration.seconds(30)
}
