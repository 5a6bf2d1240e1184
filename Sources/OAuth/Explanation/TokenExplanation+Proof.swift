import JOSE

/// A DPoP proof that is to be explained together with its token, and what judges it.
public struct ProofToExplain: Sendable {
    /// The request that the proof would come with.
    public let request: DPoPRequest
    /// What a proof must be like.
    public let policy: DPoPPolicy
    /// The server's nonces; `nil` if proofs need none.
    public let nonces: ServerNonces?

    /// A proof with what judges it.
    public init(_ request: DPoPRequest, policy: DPoPPolicy, nonces: ServerNonces? = nil) {
        self.request = request
        self.policy = policy
        self.nonces = nonces
    }
}

extension TokenExplanation {
    /// What a server looks at before it looks at the token.
    mutating func explainPresentation(withProof isWithProof: Bool, _ mode: DPoPMode) {
        let finding = "the token comes \(isWithProof ? "with" : "without") a DPoP proof; proofs are \(mode)"
        run("presentation", finding: finding) { () throws(TokenValidationError) in
            try mode.checkPresentation(withProof: isWithProof)
        }
    }

    /// Whether a token may come without a proof; `nil` if its claims cannot be judged.
    mutating func explainUnproven(_ claims: RegisteredClaims?) {
        guard let claims else { return skip(["binding"], because: Self.unreadable) }
        let isBound = claims.confirmation?.keyThumbprint != nil
        run("binding", finding: isBound ? "a proof made with the key is needed" : "the token is bound to no key") {
            () throws(TokenValidationError) in
            try DPoPMode.checkUnproven(claims.confirmation)
        }
    }

    private static let unreadable = "the token's claims cannot be judged"

    /// Whether the client proves to hold what the token is bound to.
    ///
    /// - Parameters:
    ///   - subject: The proof.
    ///   - token: The token that it comes with.
    ///   - now: The time to judge by.
    mutating func explain(
        _ subject: ProofToExplain,
        _ token: ProofContent.PresentedToken,
        at now: NumericDate
    ) async {
        guard var content = read(subject, token, at: now) else { return }
        await walk(ProofRules.all, &content)
        skip(["proof: used once"], because: "only the running server remembers the proofs that it has seen")
    }

    /// - Returns: What the rules are about; `nil` if the proof cannot be read.
    mutating func read(
        _ subject: ProofToExplain,
        _ token: ProofContent.PresentedToken,
        at now: NumericDate
    ) -> ProofContent? {
        let form = "\(subject.request.proofs.count) header fields, one is right"
        var proof: DPoPProof?
        run("proof: form", finding: form) { () throws(TokenValidationError) in
            proof = try DPoPProof(fieldValues: subject.request.proofs)
        }
        guard let proof else {
            skip(["proof: all else"], because: "the proof cannot be read")
            return nil
        }
        proofHeader = proof.header.parameters
        proofClaims = try? JSONObject(parsing: proof.jws.payload)
        var content = ProofContent(proof, of: subject.request, with: token, under: subject.policy, at: now)
        content.nonces = subject.nonces
        return content
    }
}
