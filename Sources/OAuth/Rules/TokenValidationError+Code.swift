extension TokenValidationError {
    /// The reasons, in the order in which they are looked for.
    public enum Code: String, Sendable, CaseIterable {
        /// ``TokenValidationError/tokenMissing``.
        case tokenMissing = "token_missing"
        /// ``TokenValidationError/invalidRequest(detail:)``.
        case invalidRequest = "invalid_request"
        /// ``TokenValidationError/dpopNotAllowed``.
        case dpopNotAllowed = "dpop_not_allowed"
        /// ``TokenValidationError/bearerNotAllowed``.
        case bearerNotAllowed = "bearer_not_allowed"
        /// ``TokenValidationError/tokenTooLarge``.
        case tokenTooLarge = "token_too_large"
        /// ``TokenValidationError/tokenMalformed(detail:)``.
        case tokenMalformed = "token_malformed"
        /// ``TokenValidationError/tokenDecryptionFailed``.
        case tokenDecryptionFailed = "token_decryption_failed"
        /// ``TokenValidationError/invalidAlgorithm``.
        case invalidAlgorithm = "invalid_algorithm"
        /// ``TokenValidationError/invalidIssuer(detail:)``.
        case invalidIssuer = "invalid_issuer"
        /// ``TokenValidationError/keyNotFound``.
        case keyNotFound = "jwks_key_not_found"
        /// ``TokenValidationError/keysUnavailable(detail:retryAfter:)``.
        case keysUnavailable = "jwks_fetch_failed"
        /// ``TokenValidationError/invalidSignature``.
        case invalidSignature = "invalid_signature"
        /// ``TokenValidationError/tokenExpired``.
        case tokenExpired = "token_expired"
        /// ``TokenValidationError/tokenNotYetValid(detail:)``.
        case tokenNotYetValid = "token_not_yet_valid"
        /// ``TokenValidationError/invalidAudience(detail:)``.
        case invalidAudience = "invalid_audience"
        /// ``TokenValidationError/invalidClaims(detail:)``, ``TokenValidationError/otherToken(_:)`` and
        /// ``TokenValidationError/refusedClaims(_:)``.
        case invalidClaims = "invalid_claims"
        /// ``TokenValidationError/tokenRevoked(detail:)`` and ``TokenValidationError/tokenInactive``.
        case tokenRevoked = "token_revoked"
        /// ``TokenValidationError/certificateBindingMismatch(detail:)``.
        case certificateBindingMismatch = "certificate_binding_mismatch"
        /// ``TokenValidationError/introspectionFailed(detail:retryAfter:)``.
        case introspectionFailed = "introspection_failed"
        /// ``TokenValidationError/dpopProofMissing``.
        case dpopProofMissing = "dpop_proof_missing"
        /// ``TokenValidationError/dpopProofInvalid(detail:)``.
        case dpopProofInvalid = "dpop_proof_invalid"
        /// ``TokenValidationError/dpopMethodMismatch``.
        case dpopMethodMismatch = "dpop_htm_mismatch"
        /// ``TokenValidationError/dpopTargetMismatch(detail:)``.
        case dpopTargetMismatch = "dpop_htu_mismatch"
        /// ``TokenValidationError/dpopNonceRequired(detail:nonce:)``.
        case dpopNonceRequired = "dpop_nonce_required"
        /// ``TokenValidationError/dpopProofExpired``.
        case dpopProofExpired = "dpop_proof_expired"
        /// ``TokenValidationError/dpopProofTooNew``.
        case dpopProofTooNew = "dpop_proof_too_new"
        /// ``TokenValidationError/dpopTokenHashMismatch``.
        case dpopTokenHashMismatch = "dpop_ath_mismatch"
        /// ``TokenValidationError/dpopBindingMismatch(detail:)``.
        case dpopBindingMismatch = "dpop_binding_mismatch"
        /// ``TokenValidationError/dpopProofReplayed``.
        case dpopProofReplayed = "dpop_proof_replayed"
        /// ``TokenValidationError/dpopReplayFull(detail:retryAfter:)``.
        case dpopReplayFull = "dpop_replay_full"
        /// ``TokenValidationError/storeUnavailable(_:detail:retryAfter:)``.
        case storeUnavailable = "store_unavailable"
        /// ``TokenValidationError/insufficientScope(_:)``.
        case insufficientScope = "insufficient_scope"
        /// ``TokenValidationError/insufficientRole``.
        case insufficientRole = "insufficient_role"
        /// ``TokenValidationError/claimNotAllowed``.
        case claimNotAllowed = "claim_not_allowed"
        /// ``TokenValidationError/insufficientAuthentication(_:)``.
        case insufficientAuthentication = "insufficient_user_authentication"
    }

    /// The stable name of the reason.
    public var code: Code {
        switch self {
        case .tokenMissing: .tokenMissing
        case .invalidRequest: .invalidRequest
        case .dpopNotAllowed: .dpopNotAllowed
        case .bearerNotAllowed: .bearerNotAllowed
        case .tokenTooLarge: .tokenTooLarge
        case .tokenMalformed: .tokenMalformed
        case .tokenDecryptionFailed: .tokenDecryptionFailed
        case .invalidAlgorithm: .invalidAlgorithm
        case .invalidIssuer: .invalidIssuer
        case .keyNotFound: .keyNotFound
        case .keysUnavailable: .keysUnavailable
        case .invalidSignature: .invalidSignature
        case .tokenExpired: .tokenExpired
        case .tokenNotYetValid: .tokenNotYetValid
        case .invalidAudience: .invalidAudience
        case .invalidClaims, .otherToken, .refusedClaims: .invalidClaims
        case .certificateBindingMismatch: .certificateBindingMismatch
        case .tokenRevoked, .tokenInactive: .tokenRevoked
        case .introspectionFailed: .introspectionFailed
        case .dpopProofMissing: .dpopProofMissing
        case .dpopProofInvalid: .dpopProofInvalid
        case .dpopMethodMismatch: .dpopMethodMismatch
        case .dpopTargetMismatch: .dpopTargetMismatch
        case .dpopNonceRequired: .dpopNonceRequired
        case .dpopProofExpired: .dpopProofExpired
        case .dpopProofTooNew: .dpopProofTooNew
        case .dpopTokenHashMismatch: .dpopTokenHashMismatch
        case .dpopBindingMismatch: .dpopBindingMismatch
        case .dpopProofReplayed: .dpopProofReplayed
        case .dpopReplayFull: .dpopReplayFull
        case .storeUnavailable: .storeUnavailable
        case .insufficientScope: .insufficientScope
        case .insufficientRole: .insufficientRole
        case .claimNotAllowed: .claimNotAllowed
        case .insufficientAuthentication: .insufficientAuthentication
        }
    }

    /// The error of a code, without what its case may carry, but for how long the client had better wait.
    package init(_ code: Code, retryAfter: Duration? = nil) {
        self =
            switch code {
            case .tokenMissing: .tokenMissing
            case .invalidRequest: .invalidRequest()
            case .dpopNotAllowed: .dpopNotAllowed
            case .bearerNotAllowed: .bearerNotAllowed
            case .tokenTooLarge: .tokenTooLarge
            case .tokenMalformed: .tokenMalformed()
            case .tokenDecryptionFailed: .tokenDecryptionFailed
            case .invalidAlgorithm: .invalidAlgorithm
            case .invalidIssuer: .invalidIssuer()
            case .keyNotFound: .keyNotFound
            case .keysUnavailable: .keysUnavailable(retryAfter: retryAfter)
            case .invalidSignature: .invalidSignature
            case .tokenExpired: .tokenExpired
            case .tokenNotYetValid: .tokenNotYetValid()
            case .invalidAudience: .invalidAudience()
            case .invalidClaims: .invalidClaims()
            case .tokenRevoked: .tokenRevoked()
            case .certificateBindingMismatch: .certificateBindingMismatch()
            case .introspectionFailed: .introspectionFailed(retryAfter: retryAfter)
            case .dpopProofMissing: .dpopProofMissing
            case .dpopProofInvalid: .dpopProofInvalid()
            case .dpopMethodMismatch: .dpopMethodMismatch
            case .dpopTargetMismatch: .dpopTargetMismatch()
            case .dpopNonceRequired: .dpopNonceRequired()
            case .dpopProofExpired: .dpopProofExpired
            case .dpopProofTooNew: .dpopProofTooNew
            case .dpopTokenHashMismatch: .dpopTokenHashMismatch
            case .dpopBindingMismatch: .dpopBindingMismatch()
            case .dpopProofReplayed: .dpopProofReplayed
            case .dpopReplayFull: .dpopReplayFull(retryAfter: retryAfter)
            case .storeUnavailable: .storeUnavailable(retryAfter: retryAfter)
            case .insufficientScope: .insufficientScope()
            case .insufficientRole: .insufficientRole
            case .claimNotAllowed: .claimNotAllowed
            case .insufficientAuthentication: .insufficientAuthentication()
            }
    }
}

extension TokenValidationError.Code {
    var sentence: StaticString {
        switch self {
        case .tokenMissing: "The request carries no access token."
        case .invalidRequest: "The request is malformed, or does not carry one access token in one well-formed way."
        case .tokenTooLarge: "The access token is too long."
        case .tokenMalformed: "The access token is not a well-formed signed JWT."
        case .tokenDecryptionFailed: "The access token cannot be decrypted."
        case .invalidAlgorithm: "The access token is signed with an algorithm that is not accepted."
        case .invalidIssuer: "The access token is from an issuer that is not accepted."
        case .keyNotFound: "The access token is signed with a key that its issuer does not publish."
        case .keysUnavailable: "The keys of the issuer cannot be had at the moment."
        case .invalidSignature: "The signature of the access token is not valid."
        case .tokenExpired: "The access token has expired."
        case .tokenNotYetValid: "The access token is not valid yet."
        case .invalidAudience: "The access token is for another audience."
        case .invalidClaims: "A claim of the access token is missing or not acceptable."
        case .tokenRevoked: "The access token has been revoked."
        case .certificateBindingMismatch: "The access token is not bound to the client certificate of the connection."
        case .introspectionFailed: "The issuer of the access token does not say whether it is active at the moment."
        case .dpopNotAllowed: "The scheme DPoP is not accepted here."
        case .bearerNotAllowed: "An access token is accepted only with a DPoP proof."
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
        case .storeUnavailable: "The server cannot know at the moment what it shares with others."
        case .insufficientScope: "The access token does not have the scope that is needed."
        case .insufficientRole: "The access token does not have the role that is needed."
        case .claimNotAllowed: "A claim of the access token does not have a value that is let through here."
        case .insufficientAuthentication: "A stronger or more recent authentication of the user is needed."
        }
    }
}
