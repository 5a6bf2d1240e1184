public import HTTP
public import HTTPTypes
public import OAuth

/// The one mapping from the reason of a refusal to its response (RFC 6750 §3, RFC 9449 §7.1).
public struct RefusalWriter: Sendable {
    /// The realm of every challenge (RFC 9110 §11.5).
    public var realm: String

    /// Where the protected resource metadata is (RFC 9728 §5.1), for every challenge.
    public var resourceMetadata: String?

    /// The schemes to challenge for.
    private let schemes: [Credentials.Scheme]
    /// The accepted algorithms of proofs.
    private let algs: String

    /// A writer whose challenges name this realm, for the schemes of a mode.
    public init(realm: String = "api", dpop: DPoPMode = .disabled, resourceMetadata: String? = nil) {
        self.realm = realm
        self.resourceMetadata = resourceMetadata
        schemes = dpop.schemes
        algs = dpop.protection?.validator.policy.algs ?? ""
    }

    /// The response to a request that is refused.
    ///
    /// - Parameters:
    ///   - error: Why.
    ///   - scheme: The scheme that the client used, whose challenge says what is wrong; `nil` if it used none.
    ///   - query: The token stood in the query, so that caches along the way must be told more (RFC 6750 §2.3).
    /// - Returns: Status, body, and a challenge for each scheme.
    public func response(
        to error: TokenValidationError,
        presentedAs scheme: Credentials.Scheme? = nil,
        tokenInQuery query: Bool = false
    ) -> Response {
        var response = Response(json: body(error), status: error.code.status)
        response.headerFields[.cacheControl] = query ? "private, no-store" : "no-store"
        if error.code.status != .serviceUnavailable {
            response.headerFields[values: .wwwAuthenticate] = challenges(error, presentedAs: scheme)
        }
        if let retryAfter = error.retryAfter {
            response.headerFields[.retryAfter] = String(retryAfter.secondsToWait)
        }
        if let nonce = error.nonce { response.addNonce(nonce) }
        response.context = AccessDecision.refused(error)
        return response
    }

    /// One for each scheme, a line each. What is wrong stands in the one that the client used (RFC 9449 §7.2).
    private func challenges(_ error: TokenValidationError, presentedAs scheme: Credentials.Scheme?) -> [String] {
        let used = error.code.isAboutProof ? .dpop : scheme ?? .bearer
        return schemes.map { scheme in
            let isUsed = scheme == used || schemes.count == 1
            return challenge(scheme, isUsed ? error : nil)
        }
    }

    private func challenge(_ scheme: Credentials.Scheme, _ error: TokenValidationError?) -> String {
        var challenge = Challenge(scheme: scheme.rawValue, realm: realm)
        // RFC 6750 §3.1: nothing about an error when the request carried no credentials.
        if let error, let name = error.code.errorName {
            challenge.add("error", name)
            challenge.add("error_description", error.sentence.description)
            if let scope = error.scope, !scope.isEmpty { challenge.add("scope", scope) }
            if let authentication = error.authentication { challenge.add(authentication) }
        }
        if scheme == .dpop { challenge.add("algs", algs) }
        if let resourceMetadata { challenge.add("resource_metadata", resourceMetadata) }
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
        case .keysUnavailable, .dpopReplayFull: .serviceUnavailable
        case .insufficientScope: .forbidden
        default: .unauthorized
        }
    }

    /// The error code of RFC 6750 §3.1 or RFC 9449 §7.1; `nil` when the response must not carry one.
    var errorName: String? {
        switch self {
        case .tokenMissing: nil
        case .invalidRequest, .tokenTooLarge: "invalid_request"
        case .keysUnavailable, .dpopReplayFull: "temporarily_unavailable"
        case .insufficientScope: "insufficient_scope"
        case .insufficientAuthentication: "insufficient_user_authentication"
        case .dpopNonceRequired: "use_dpop_nonce"
        default: isAboutProof ? "invalid_dpop_proof" : "invalid_token"
        }
    }

    /// A proof is at fault, which only a client that uses DPoP can mend.
    fileprivate var isAboutProof: Bool {
        switch self {
        case .dpopProofMissing, .dpopProofInvalid, .dpopMethodMismatch, .dpopTargetMismatch, .dpopNonceRequired,
            .dpopProofExpired, .dpopProofTooNew, .dpopTokenHashMismatch, .dpopProofReplayed:
            true
        default: false
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

extension Response {
    /// RFC 9449 §8.2: one nonce, and no cache that would hand it to others or keep it until it is old.
    package mutating func addNonce(_ nonce: String) {
        headerFields[.dpopNonce] = nonce
        if headerFields[.cacheControl]?.contains("no-store") != true { headerFields[.cacheControl] = "no-store" }
    }
}
