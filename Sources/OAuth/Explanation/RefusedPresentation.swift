/// With what a request that was refused had presented itself, as far as it may be kept.
package struct RefusedPresentation: Sendable {
    /// Why the request was refused.
    package let error: TokenValidationError
    /// Why there is no token, where that is no question of the token itself.
    let credentialsError: TokenValidationError?
    /// Where it stood, and how it was presented, in words.
    let place: String
    /// `nil` where there was none, or where it could not be told which.
    package let token: RefusedToken?
    /// `nil` where there was none.
    package let proof: RefusedProof?
    /// That of the connection; `nil` for one without.
    package var certificate: ClientCertificate?
    /// The scheme says whether there must be a proof; `nil` for a place that names none, where it depends on there being one.
    let isWithProof: Bool?

    /// What is kept of a request with a token.
    package init(
        _ error: TokenValidationError,
        token: RefusedToken,
        at place: String,
        proof: RefusedProof?,
        isWithProof: Bool?
    ) {
        self.error = error
        credentialsError = nil
        self.place = place
        self.token = token
        self.proof = proof
        self.isWithProof = isWithProof
    }

    /// What is kept of a request without one, for this reason.
    package init(_ error: TokenValidationError, without credentialsError: TokenValidationError, proof: RefusedProof?) {
        self.error = error
        self.credentialsError = credentialsError
        place = "no token that could be taken"
        token = nil
        self.proof = proof
        isWithProof = nil
    }

    /// How much memory it takes, in bytes.
    package var keptBytes: Int {
        place.utf8.count + (token?.keptBytes ?? 0) + (proof?.keptBytes ?? 0) + (error.detail?.utf8.count ?? 0)
    }
}
