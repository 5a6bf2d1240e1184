public import HTTP
public import HTTPTypes
public import OAuth

/// The one mapping from the reason of a refusal to its response (RFC 6750 §3).
public struct RefusalWriter: Sendable {
    /// The realm of every challenge (RFC 9110 §11.5).
    public var realm: String

    /// A writer whose challenges name this realm.
    public init(realm: String = "api") {
        self.realm = realm
    }

    /// The response to a request that is refused.
    ///
    /// - Parameters:
    ///   - error: Why.
    ///   - query: The token stood in the query, so that caches along the way must be told more (RFC 6750 §2.3).
    public func response(to error: TokenValidationError, tokenInQuery query: Bool = false) -> Response {
        var response = Response(json: body(error), status: error.code.status)
        response.headerFields[.cacheControl] = query ? "private, no-store" : "no-store"
        if error.code.status != .serviceUnavailable { response.headerFields[.wwwAuthenticate] = challenge(error) }
        if let retryAfter = error.retryAfter {
            let seconds = max(1, Int((retryAfter / .seconds(1)).rounded(.up)))
            response.headerFields[.retryAfter] = String(seconds)
        }
        response.context = AccessDecision.refused(error)
        return response
    }

    private func challenge(_ error: TokenValidationError) -> String {
        var challenge = Challenge(scheme: "Bearer", realm: realm)
        // RFC 6750 §3.1: nothing about an error when the request carried no credentials.
        guard let name = error.code.errorName else { return challenge.value }
        challenge.add("error", name)
        challenge.add("error_description", error.sentence.description)
        if let scope = error.scope, !scope.isEmpty { challenge.add("scope", scope) }
        if let authentication = error.authentication { challenge.add(authentication) }
        return challenge.value
    }

    /// Every text is a literal of ours, free of what JSON would have to escape.
    private func body(_ error: TokenValidationError) -> [UInt8] {
        var text = #"{"message":"\#(error.code.message)""#
        if let name = error.code.errorName { text += #","error":"\#(name)""# }
        text += #","error_description":"\#(Challenge.quotable(error.sentence.description))""#
        text += #","error_code":"\#(error.code.rawValue)"}"#
        return Array(text.utf8)
    }
}

extension TokenValidationError.Code {
    /// The status that answers a request refused for this reason.
    public var status: HTTPResponse.Status {
        switch self {
        case .invalidRequest, .tokenTooLarge: .badRequest
        case .keysUnavailable: .serviceUnavailable
        case .insufficientScope: .forbidden
        default: .unauthorized
        }
    }

    /// The error code of RFC 6750 §3.1; `nil` when the response must not carry one.
    var errorName: String? {
        switch self {
        case .tokenMissing: nil
        case .invalidRequest, .tokenTooLarge: "invalid_request"
        case .keysUnavailable: "temporarily_unavailable"
        case .insufficientScope: "insufficient_scope"
        case .insufficientAuthentication: "insufficient_user_authentication"
        default: "invalid_token"
        }
    }

    fileprivate var message: String {
        switch status {
        case .badRequest: "Bad request."
        case .forbidden: "Insufficient scope."
        case .serviceUnavailable: "Temporarily unavailable."
        default: "Failed to validate JWT."
        }
    }
}
