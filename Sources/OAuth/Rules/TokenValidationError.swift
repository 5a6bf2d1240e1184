/// Why a request with, or without, an access token is refused. A case carries what belongs to its reason.
///
/// A `detail` says what precisely was wrong, in words of ours, for the log; `nil` if the case says it all.
public enum TokenValidationError: Error, Sendable {
    /// The request has no credentials, or such of a scheme other than Bearer and DPoP.
    case tokenMissing
    /// The request does not carry its token in one well-formed way (RFC 6750 §2), or is malformed otherwise.
    case invalidRequest(detail: String? = nil)
    /// The scheme is DPoP, which is not accepted here.
    case dpopNotAllowed
    /// The token came without a DPoP proof, and none is accepted without.
    case bearerNotAllowed
    /// The token is longer than allowed.
    case tokenTooLarge
    /// The token is not a signed JWT in compact serialisation (RFC 7515 §7.1, RFC 7519 §7.2).
    case tokenMalformed(detail: String? = nil)
    /// The token is encrypted, and not with a key that is here (RFC 7516 §5.2). Why precisely, it does not say (RFC 7516 §11.5).
    case tokenDecryptionFailed
    /// `alg` is not on the allow-list (RFC 8725 §3.1).
    case invalidAlgorithm
    /// `iss` is none of ours (RFC 8725 §3.8).
    case invalidIssuer(detail: String? = nil)
    /// The issuer has no key for this token.
    case keyNotFound
    /// The issuer's keys cannot be had, and the client had better wait so long. This is no fault of the token's.
    case keysUnavailable(detail: String? = nil, retryAfter: Duration? = nil)
    /// The signature does not hold.
    case invalidSignature
    /// `exp` has passed (RFC 7519 §4.1.4).
    case tokenExpired
    /// `nbf` or `iat` lies in the future (RFC 7519 §4.1.5, §4.1.6).
    case tokenNotYetValid(detail: String? = nil)
    /// `aud` names none of our audiences (RFC 7519 §4.1.3).
    case invalidAudience(detail: String? = nil)
    /// A claim is missing, or has the wrong type or a wrong value.
    case invalidClaims(detail: String? = nil)
    /// The token is no access token for this API, as its issuer's policy tells (``IssuerPolicy/marks``).
    case otherToken(OtherToken)
    /// A check of the user's refused the token.
    case refusedClaims(ClaimRefusal)
    /// Somebody took the token back (``DenyList``).
    case tokenRevoked(detail: String? = nil)
    /// The token is bound to a client certificate, and this is not the one of the connection, or the connection has none; or
    /// it is bound to none, and only such tokens are taken (RFC 8705 §3).
    case certificateBindingMismatch(detail: String? = nil)
    /// The token's issuer says that it is not active (RFC 7662 §2.2): it has expired, was taken back, or never was one.
    case tokenInactive
    /// The token's issuer does not say whether it is active, and the client had better wait so long. This is no fault of the
    /// token's.
    case introspectionFailed(detail: String? = nil, retryAfter: Duration? = nil)
    /// The scheme is DPoP and there is no proof (RFC 9449 §7.1).
    case dpopProofMissing
    /// There is more than one proof, or one that is not well-formed, not of an accepted algorithm, with a key that is not
    /// a public one, not signed with this key, or without a claim (RFC 9449 §4.3 steps 1 to 7).
    case dpopProofInvalid(detail: String? = nil)
    /// `htm` is not the request's method (RFC 9449 §4.3 step 8).
    case dpopMethodMismatch
    /// `htu` is not the request's target (RFC 9449 §4.3 step 9).
    case dpopTargetMismatch(detail: String? = nil)
    /// The proof carries no nonce of this server's that is still good (RFC 9449 §9). This one would have been.
    case dpopNonceRequired(detail: String? = nil, nonce: String? = nil)
    /// `iat` lies too far in the past (RFC 9449 §4.3 step 11).
    case dpopProofExpired
    /// `iat` lies too far in the future (RFC 9449 §4.3 step 11).
    case dpopProofTooNew
    /// `ath` is not the hash of the token (RFC 9449 §4.3 step 12).
    case dpopTokenHashMismatch
    /// The token is not bound to the key of the proof, or is bound to a key and came without a proof, or is not bound and
    /// came with one (RFC 9449 §4.3 step 12, §7.2).
    case dpopBindingMismatch(detail: String? = nil)
    /// The proof has been used before (RFC 9449 §11.1).
    case dpopProofReplayed
    /// The proof could not be remembered (RFC 9449 §11.1), and the client had better wait so long. This is no fault of the
    /// proof's.
    case dpopReplayFull(detail: String? = nil, retryAfter: Duration? = nil)
    /// Several servers remember together, and what they remember cannot be had at the moment: the client had better wait so
    /// long. This is no fault of the token's or of the proof's.
    case storeUnavailable(SharedMemory = .usedProofs, detail: String? = nil, retryAfter: Duration? = nil)
    /// The token is good but does not reach as far as this resource (RFC 6750 §3.1). These scopes, separated by single
    /// spaces, would have been enough.
    case insufficientScope(String = "")
    /// The token is good but has none of the roles that this resource needs.
    case insufficientRole
    /// The token is good but a claim of it has none of the values that this resource lets through.
    case claimNotAllowed
    /// The user did not authenticate in the way, or as recently, as this resource asks for (RFC 9470).
    case insufficientAuthentication(AuthenticationRequirement = AuthenticationRequirement())
}

extension TokenValidationError {
    /// What precisely was wrong, in words of ours, for the log; `nil` if the code says it all.
    public var detail: String? {
        switch self {
        case .invalidRequest(let detail), .tokenMalformed(let detail), .invalidIssuer(let detail),
            .keysUnavailable(let detail, _), .tokenNotYetValid(let detail), .invalidAudience(let detail),
            .invalidClaims(let detail), .tokenRevoked(let detail), .certificateBindingMismatch(let detail),
            .dpopProofInvalid(let detail),
            .dpopTargetMismatch(let detail), .dpopNonceRequired(let detail, _), .dpopBindingMismatch(let detail),
            .dpopReplayFull(let detail, _), .storeUnavailable(_, let detail, _), .introspectionFailed(let detail, _):
            detail
        case .refusedClaims(let refusal): refusal.sentence.description
        case .otherToken(let other): other.sentence.description
        default: nil
        }
    }

    /// How long the client had better wait; `nil` where time mends nothing.
    public var retryAfter: Duration? {
        switch self {
        case .keysUnavailable(_, let retryAfter), .dpopReplayFull(_, let retryAfter),
            .storeUnavailable(_, _, let retryAfter), .introspectionFailed(_, let retryAfter):
            retryAfter
        default: nil
        }
    }

    /// The nonce that would have been right.
    public var nonce: String? {
        if case .dpopNonceRequired(_, let nonce) = self { nonce } else { nil }
    }

    /// The scopes that would have been enough, separated by single spaces; `nil` where it is not scopes that are missing.
    public var scope: String? {
        if case .insufficientScope(let scope) = self { scope } else { nil }
    }

    /// A fixed sentence for the client. Nothing that a client sent stands in it.
    public var sentence: StaticString {
        switch self {
        case .refusedClaims(let refusal): refusal.sentence
        case .otherToken(let other): other.sentence
        case .tokenInactive: "The issuer of the access token says that it is not active."
        default: code.sentence
        }
    }
}
