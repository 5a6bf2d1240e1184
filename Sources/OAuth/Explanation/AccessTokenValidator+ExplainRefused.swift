extension AccessTokenValidator {
    /// Explains why a request was refused by what is kept of it, with the rules that explain a token. Of signatures, and of whether a
    /// proof was used before, it tells what was found then.
    package func explain(
        _ refused: RefusedPresentation,
        in circumstances: Circumstances
    ) async -> TokenExplanation {
        var explanation = TokenExplanation()
        explanation.explainForm(refused)
        if let token = refused.token {
            await explain(token, refused, in: circumstances, &explanation)
        }
        explanation.conclude(refused.error)
        return explanation
    }

    private func explain(
        _ token: RefusedToken,
        _ refused: RefusedPresentation,
        in circumstances: Circumstances,
        _ explanation: inout TokenExplanation
    ) async {
        let (mode, now) = (circumstances.mode, circumstances.now)
        let isWithProof = refused.isWithProof ?? (mode != .disabled && refused.proof != nil)
        explanation.explainPresentation(withProof: isWithProof, mode)
        let token = ExplainedToken(token, maxBytes: maxTokenBytes, mayBeOpaque: issuers.opaque != nil)
        let content = await explainToken(token, for: circumstances.audience, at: now, &explanation)
        explanation.explain(
            CertificateToExplain(refused.certificate, under: circumstances.certificates),
            content?.claims
        )
        if isWithProof {
            var request = circumstances.request
            let proof = refused.proof ?? RefusedProof([])
            request.proofs = proof.fieldValues
            let subject = ProofToExplain(request, policy: circumstances.policy, nonces: circumstances.nonces)
            let presented = token.presented(with: content?.claims)
            await explanation.explain(proof, subject, presented, refusedFor: refused.error, at: now)
        } else {
            explanation.explainUnproven(content?.claims)
        }
        guard let content else { return }
        explanation.hints += TokenHints.binding(content.allClaims, withProof: isWithProof, mode)
        guard let claims = content.claims else { return }
        explanation.explain(
            claims,
            namesOneOf: circumstances.placeAudiences,
            circumstances.authentication,
            at: now
        )
        explanation.explain(circumstances.requirement.parts, claims, by: content.policy)
    }
}

extension TokenExplanation {
    /// What is looked at before the token.
    fileprivate mutating func explainForm(_ refused: RefusedPresentation) {
        if let error = refused.credentialsError { return add(error, "credentials", refused.place) }
        // No token had a say in it.
        if refused.error.code == .invalidRequest { add(refused.error, "request", "") }
        checks.append(Check(name: "credentials", outcome: .passed, finding: refused.place))
    }

    /// Nothing is told to be good that was refused.
    fileprivate mutating func conclude(_ error: TokenValidationError) {
        guard !checks.contains(where: { $0.outcome == .failed(error.code) }) else { return }
        add(error, "verdict of then", "what it was cannot be judged again, or is good by now")
    }
}
