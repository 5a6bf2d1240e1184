/// Why a request with, or without, an access token is refused.
public struct TokenValidationError: Error, Sendable {
    /// The stable name of the reason: in the log, in `error_code`, as the label of a metric.
    public let code: Code
    /// A fixed sentence for the client. Nothing that a client sent stands in it.
    public let sentence: StaticString
    /// What precisely was wrong, in words of ours, for the log; `nil` if the code says it all.
    public let detail: String?
    /// How long the client had better wait; only with ``Code/keysUnavailable`` and ``Code/dpopReplayFull``.
    public let retryAfter: Duration?
    /// The scopes that would have been enough, separated by single spaces; only with ``Code/insufficientScope``.
    public let scope: String?
    /// The authentication that would have been enough; only with ``Code/insufficientAuthentication``.
    public let authentication: AuthenticationRequirement?
    /// A nonce for the next proof: with ``Code/dpopNonceRequired`` one that would have been right.
    public var nonce: String?

    /// Whom the refused token is about; `nil` if it could not be read.
    public var identity: TokenIdentity?

    /// A refusal for one of the reasons.
    public init(
        _ code: Code,
        sentence: StaticString? = nil,
        detail: String? = nil,
        retryAfter: Duration? = nil,
        scope: String? = nil,
        authentication: AuthenticationRequirement? = nil,
        nonce: String? = nil
    ) {
        self.code = code
        self.sentence = sentence ?? code.sentence
        self.detail = detail
        self.retryAfter = retryAfter
        self.scope = scope
        self.authentication = authentication
        self.nonce = nonce
    }

    /// The reasons, in the order in which they are looked for.
    public enum Code: String, Sendable, CaseIterable {
        /// The request has no credentials, or such of a scheme other than Bearer and DPoP.
        case tokenMissing = "token_missing"
        /// The request does not carry its token in one well-formed way (RFC 6750 §2), or is malformed otherwise.
        case invalidRequest = "invalid_request"
        /// The scheme is DPoP, which is not accepted here.
        case dpopNotAllowed = "dpop_not_allowed"
        /// The token came without a DPoP proof, and none is accepted without.
        case bearerNotAllowed = "bearer_not_allowed"
        /// The token is longer than allowed.
        case tokenTooLarge = "token_too_large"
        /// The token is not a signed JWT in compact serialisation (RFC 7515 §7.1, RFC 7519 §7.2).
        case tokenMalformed = "token_malformed"
        /// `alg` is not on the allow-list (RFC 8725 §3.1).
        case invalidAlgorithm = "invalid_algorithm"
        /// `iss` is none of ours (RFC 8725 §3.8).
        case invalidIssuer = "invalid_issuer"
        /// The issuer has no key for this token.
        case keyNotFound = "jwks_key_not_found"
        /// The issuer's keys cannot be had. This is no fault of the token's.
        case keysUnavailable = "jwks_fetch_failed"
        /// The signature does not hold.
        case invalidSignature = "invalid_signature"
        /// `exp` has passed (RFC 7519 §4.1.4).
        case tokenExpired = "token_expired"
        /// `nbf` or `iat` lies in the future (RFC 7519 §4.1.5, §4.1.6).
        case tokenNotYetValid = "token_not_yet_valid"
        /// `aud` names none of our audiences (RFC 7519 §4.1.3).
        case invalidAudience = "invalid_audience"
        /// A claim is missing, has the wrong type or a wrong value, or was refused by a check of the user's.
        case invalidClaims = "invalid_claims"
        /// The scheme is DPoP and there is no proof (RFC 9449 §7.1).
        case dpopProofMissing = "dpop_proof_missing"
        /// There is more than one proof, or one that is not well-formed, not of an accepted algorithm, with a key that is not
        /// a public one, not signed with this key, or without a claim (RFC 9449 §4.3 steps 1 to 7).
        case dpopProofInvalid = "dpop_proof_invalid"
        /// `htm` is not the request's method (RFC 9449 §4.3 step 8).
        case dpopMethodMismatch = "dpop_htm_mismatch"
        /// `htu` is not the request's target (RFC 9449 §4.3 step 9).
        case dpopTargetMismatch = "dpop_htu_mismatch"
        /// The proof carries no nonce of this server's that is still good (RFC 9449 §9).
        case dpopNonceRequired = "dpop_nonce_required"
        /// `iat` lies too far in the past (RFC 9449 §4.3 step 11).
        case dpopProofExpired = "dpop_proof_expired"
        /// `iat` lies too far in the future (RFC 9449 §4.3 step 11).
        case dpopProofTooNew = "dpop_proof_too_new"
        /// `ath` is not the hash of the token (RFC 9449 §4.3 step 12).
        case dpopTokenHashMismatch = "dpop_ath_mismatch"
        /// The token is not bound to the key of the proof, or is bound to a key and came without a proof, or is not bound and
        /// came with one (RFC 9449 §4.3 step 12, §7.2).
        case dpopBindingMismatch = "dpop_binding_mismatch"
        /// The proof has been used before (RFC 9449 §11.1).
        case dpopProofReplayed = "dpop_proof_replayed"
        /// The proof could not be remembered (RFC 9449 §11.1). This is no fault of the proof's.
        case dpopReplayFull = "dpop_replay_full"
        /// The token is good but does not reach as far as this resource (RFC 6750 §3.1).
        case insufficientScope = "insufficient_scope"
        /// The user did not authenticate in the way, or as recently, as this resource asks for (RFC 9470).
        case insufficientAuthentication = "insufficient_user_authentication"
    }
}

extension TokenValidationError.Code {
    fileprivate var sentence: StaticString {
        switch self {
        case .tokenMissing: "The request carries no access token."
        case .invalidRequest: "The request is malformed, or does not carry one access token in one well-formed way."
        case .tokenTooLarge: "The access token is too long."
        case .tokenMalformed: "The access token is not a well-formed signed JWT."
        case .invalidAlgorithm: "The access token is signed with an algorithm that is not accepted."
        case .invalidIssuer: "The access token is from an issuer that is not accepted."
        case .keyNotFound: "The access token is signed with a key that its issuer does not publish."
        case .keysUnavailable: "The keys of the issuer cannot be had at the moment."
        case .invalidSignature: "The signature of the access token is not valid."
        case .tokenExpired: "The access token has expired."
        case .tokenNotYetValid: "The access token is not valid yet."
        case .invalidAudience: "The access token is for another audience."
        case .invalidClaims: "A claim of the access token is missing or not acceptable."
        case .dpopNotAllowed: "The scheme DPoP is not accepted here."
        case .bearerNotAllowed: "An access token is accepted with a DPoP proof alone."
        case .dpopProofMissing: "The request carries no DPoP proof."
        case .dpopProofInvalid: "The request does not carry one well-formed and correctly signed DPoP proof."
        case .dpopMethodMismatch: "The DPoP proof is for another method."
        case .dpopTargetMismatch: "The DPoP proof is for another URL."
        case .dpopNonceRequired: "The DPoP proof must carry the nonce in DPoP-Nonce."
        case .dpopProofExpired: "The DPoP proof is too old."
        case .dpopProofTooNew: "The DPoP proof is from the future."
        case .dpopTokenHashMismatch: "The DPoP proof is for another access token."
        case .dpopBindingMismatch: "The access token is not bound to the key that the request proves."
        case .dpopProofReplayed: "The DPoP proof has been used before."
        case .dpopReplayFull: "The server cannot remember another DPoP proof at the moment."
        case .insufficientScope: "The access token does not have the scope that is needed."
        case .insufficientAuthentication: "A stronger or more recent authentication of the user is needed."
        }
    }
}
