/// What is kept of the DPoP proofs of a request that was refused: how many there were, and of a single one all but its signature.
package struct RefusedProof: Sendable {
    /// In the place of each header field. Of one that can be read, header and payload with a dot behind each.
    let fieldValues: [String]
    /// Why a single one cannot be read.
    let formError: TokenValidationError?

    /// Keeps what may be kept of the values of every `DPoP` header field line.
    package init(_ fieldValues: [String]) {
        do throws(TokenValidationError) {
            _ = try DPoPProof(fieldValues: fieldValues)
            self.fieldValues = fieldValues.compactMap(SignedText.of)
            formError = nil
        } catch {
            self.fieldValues = fieldValues.map { _ in "" }
            formError = error
        }
    }

    /// How much memory it takes, in bytes.
    package var keptBytes: Int { fieldValues.reduce(0) { $0 + 16 + $1.utf8.count } }
}

extension TokenExplanation {
    /// Explains a proof whose signature is not here any more: what was found of it follows from why the request was refused.
    mutating func explain(
        _ proof: RefusedProof,
        _ subject: ProofToExplain,
        _ token: ProofContent.PresentedToken,
        refusedFor error: TokenValidationError,
        at now: NumericDate
    ) async {
        if let formError = proof.formError {
            add(formError, "proof: form", "\(proof.fieldValues.count) header fields, one is right")
            return skip(["proof: all else"], because: "the proof cannot be read")
        }
        guard var content = read(subject, token, at: now) else { return }
        let first = checks.count
        await walk(ProofRules.beforeSignature, &content)
        let isReached = checks[first...].allSatisfy { $0.outcome == .passed }
        addSignature(error, isReached: isReached, hasTokenHash: content.proof.accessTokenHash != nil)
        await walk(ProofRules.afterSignature, &content)
        addUse(error)
    }

    private mutating func addSignature(_ error: TokenValidationError, isReached: Bool, hasTokenHash: Bool) {
        let name = "proof: signature"
        switch error {
        case .storeUnavailable(.revokedTokens, _, _): skip([name], because: Self.unlooked)
        // The rules before it hold, and the only one behind it with this code does, too.
        case .dpopProofInvalid where isReached && hasTokenHash: add(error, name, "as it was found then")
        case .dpopProofInvalid where !isReached: skip([name], because: "another check had refused the proof")
        case .dpopProofInvalid, .dpopMethodMismatch, .dpopTargetMismatch, .dpopNonceRequired, .dpopProofExpired,
            .dpopProofTooNew, .dpopTokenHashMismatch, .dpopProofReplayed, .dpopReplayFull, .storeUnavailable,
            .insufficientScope, .insufficientRole, .claimNotAllowed, .insufficientAuthentication:
            checks.append(Check(name: name, outcome: .passed, finding: "as it was found then"))
        default: skip([name], because: Self.unlooked)
        }
    }

    private mutating func addUse(_ error: TokenValidationError) {
        let name = "proof: used once"
        switch error {
        case .storeUnavailable(.revokedTokens, _, _): skip([name], because: Self.unlooked)
        case .dpopProofReplayed, .dpopReplayFull, .storeUnavailable: add(error, name, "as it was found then")
        case .insufficientScope, .insufficientRole, .claimNotAllowed, .insufficientAuthentication:
            checks.append(Check(name: name, outcome: .passed, finding: "as it was found then"))
        default: skip([name], because: Self.unlooked)
        }
    }

    private static let unlooked = "it was not looked at, as another check had refused the request"
}
