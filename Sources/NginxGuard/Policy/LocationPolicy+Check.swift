import HTTPTypes
import JOSE
import OAuth
import Text

extension LocationPolicy {
    /// Refuses a token that does not meet the policy for a request of this method.
    func check(_ token: AccessToken, for method: HTTPRequest.Method) throws(TokenValidationError) {
        if !audiences.isEmpty, !token.audiences.contains(where: { audiences.contains(where: $0.isSameText) }) {
            var error = TokenValidationError(.invalidAudience)
            error.identity = token.identity
            throw error
        }
        try authentication?.check(token)
        try requirement(for: method).check(token)
    }

    /// What a token needs for a request of this method.
    func requirement(for method: HTTPRequest.Method) -> AccessRequirement {
        Self.isReading(method) ? reading : writing
    }

    /// The safe methods of RFC 9110 §9.2.1 that pass a web server.
    private static func isReading(_ method: HTTPRequest.Method) -> Bool {
        method == .get || method == .head || method == .options
    }
}
