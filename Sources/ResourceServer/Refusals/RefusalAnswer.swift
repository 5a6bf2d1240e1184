public import HTTPTypes
public import OAuth

/// What the reason of a refusal makes of its response (RFC 6750 §3.1, RFC 9449 §7.1).
struct RefusalAnswer {
    let status: HTTPResponse.Status
    /// The error code in challenge and body; `nil` when the response must not carry one.
    var error: StaticString?
    /// A proof is at fault, which only a client that uses DPoP can mend.
    var isAboutProof = false

    /// Credentials, or better ones, would have helped.
    var isChallenge: Bool { status != .serviceUnavailable }

    /// What people are told.
    var message: StaticString {
        switch status {
        case .badRequest: "Bad request."
        case .forbidden: "Insufficient scope."
        case .serviceUnavailable: "Temporarily unavailable."
        default: "Failed to validate JWT."
        }
    }
}

extension TokenValidationError.Code {
    /// The status that answers a request refused for this reason.
    public var status: HTTPResponse.Status { answer.status }

    /// The one mapping from reasons to answers.
    var answer: RefusalAnswer {
        switch self {
        case .tokenMissing: RefusalAnswer(status: .unauthorized)
        case .invalidRequest, .tokenTooLarge: RefusalAnswer(status: .badRequest, error: "invalid_request")
        case .keysUnavailable, .introspectionFailed, .dpopReplayFull, .storeUnavailable:
            RefusalAnswer(status: .serviceUnavailable, error: "temporarily_unavailable")
        case .dpopNotAllowed, .bearerNotAllowed, .tokenMalformed, .tokenDecryptionFailed, .invalidAlgorithm,
            .invalidIssuer, .keyNotFound, .invalidSignature, .tokenExpired, .tokenNotYetValid, .invalidAudience,
            .invalidClaims, .tokenRevoked, .certificateBindingMismatch, .dpopBindingMismatch:
            RefusalAnswer(status: .unauthorized, error: "invalid_token")
        case .dpopProofMissing, .dpopProofInvalid, .dpopMethodMismatch, .dpopTargetMismatch, .dpopProofExpired,
            .dpopProofTooNew, .dpopTokenHashMismatch, .dpopProofReplayed:
            RefusalAnswer(status: .unauthorized, error: "invalid_dpop_proof", isAboutProof: true)
        case .dpopNonceRequired: RefusalAnswer(status: .unauthorized, error: "use_dpop_nonce", isAboutProof: true)
        case .insufficientScope, .insufficientRole: RefusalAnswer(status: .forbidden, error: "insufficient_scope")
        case .claimNotAllowed: RefusalAnswer(status: .forbidden, error: "access_denied")
        case .insufficientAuthentication:
            RefusalAnswer(status: .unauthorized, error: "insufficient_user_authentication")
        }
    }
}
