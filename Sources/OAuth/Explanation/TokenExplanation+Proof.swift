import URI
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

/// How a token that is explained is presented, and what it is judged by.
struct ExplainedPresentation {
    /// `nil` if the token comes without one.
    let proof: ProofToExplain?
    /// `nil` to judge no token that comes without a proof.
    let rule: ProofRule?
    /// The token as it was sent.
    let text: String
    let now: NumericDate
}

extension TokenExplanation {
    /// What a server looks at before it looks at the token.
    mutating func explainPresentation(withProof isWithProof: Bool, _ rule: ProofRule) {
        let finding = "the token comes \(isWithProof ? "with" : "without") a DPoP proof; proofs are \(rule)"
        _ = run("presentation", finding: finding) { () throws(TokenValidationError) in
            try rule.checkPresentation(withProof: isWithProof)
        }
    }

    /// Whether the client proves to hold what the token is bound to.
    ///
    /// - Parameters:
    ///   - presentation: How the token comes.
    ///   - token: The token, if its claims could be read.
    mutating func explain(_ presentation: ExplainedPresentation, of token: AccessToken?) {
        if let proof = presentation.proof {
            return explain(proof, token, writtenAs: presentation.text, at: presentation.now)
        }
        guard presentation.rule != nil else { return }
        guard let token else { return skip(["binding"], because: "the token's claims cannot be judged") }
        let isBound = token.confirmation != nil
        _ = run("binding", finding: isBound ? "a proof made with the key is needed" : "the token is bound to no key") {
            () throws(TokenValidationError) in
            try ProofRule.checkUnproven(token)
        }
    }

    /// The steps of RFC 9449 §4.3, in the order in which ``DPoPValidator`` takes them. One that fails does not keep later ones from being made.
    ///
    /// - Parameters:
    ///   - subject: The proof.
    ///   - token: The token, if its claims could be read.
    ///   - text: The token as it was sent.
    ///   - now: The time to judge by.
    mutating func explain(_ subject: ProofToExplain, _ token: AccessToken?, writtenAs text: String, at now: NumericDate)
    {
        let proof = run("proof: form", finding: "\(subject.request.proofs.count) header fields, one is right") {
            () throws(TokenValidationError) in
            try DPoPProof(fieldValues: subject.request.proofs)
        }
        guard let proof else { return skip(["proof: all else"], because: "the proof cannot be read") }
        proofHeader = proof.header.parameters
        proofClaims = try? JSONObject(parsing: proof.jws.payload)
        let checks = DPoPProofChecks(policy: subject.policy, now: now)
        let algorithm = explainAlgorithm(of: proof, checks)
        explainBinding(of: proof, token, checks)
        explainSignature(of: proof, algorithm, checks)
        explainRequest(of: proof, subject, checks)
        explainTokenHash(of: proof, text, checks)
        skip(["proof: used once"], because: "only the running server remembers the proofs that it has seen")
    }

    private mutating func explainAlgorithm(of proof: DPoPProof, _ checks: DPoPProofChecks) -> JWSAlgorithm? {
        _ = run("proof: type", finding: proof.header.type.map { "typ is \($0)" } ?? "no typ") {
            () throws(TokenValidationError) in
            try checks.checkType(proof)
        }
        let accepted = "alg is \(proof.header.algorithm); accepted: \(checks.policy.algs)"
        return run("proof: algorithm", finding: accepted) { () throws(TokenValidationError) in
            try checks.checkAlgorithm(proof)
        }
    }

    private mutating func explainBinding(of proof: DPoPProof, _ token: AccessToken?, _ checks: DPoPProofChecks) {
        let thumbprint: String
        do { thumbprint = try checks.checkThumbprint(proof) } catch { return add(error, "proof: binding", "jwk") }
        guard let token else { return skip(["proof: binding"], because: "the token's claims cannot be judged") }
        let bound = if case .keyThumbprint(let thumbprint) = token.confirmation { thumbprint } else { "no key" }
        _ = run("proof: binding", finding: "the token is bound to \(bound); the proof's key is \(thumbprint)") {
            () throws(TokenValidationError) in
            try checks.checkBinding(of: token, to: thumbprint)
        }
    }

    private mutating func explainSignature(of proof: DPoPProof, _ algorithm: JWSAlgorithm?, _ checks: DPoPProofChecks) {
        let key = run("proof: key", finding: "jwk") { () throws(TokenValidationError) in try checks.checkKey(proof) }
        guard let algorithm, let key else {
            return skip(["proof: signature"], because: "there is no key, or no algorithm, to verify with")
        }
        _ = run("proof: signature", finding: "made by the key with the thumbprint \(key.thumbprint)") {
            () throws(TokenValidationError) in
            try checks.checkSignature(proof, with: key, algorithm)
        }
    }

    private mutating func explainRequest(of proof: DPoPProof, _ subject: ProofToExplain, _ checks: DPoPProofChecks) {
        let request = subject.request
        _ = run("proof: method", finding: "htm is \(proof.method); the method is \(request.method)") {
            () throws(TokenValidationError) in
            try checks.checkMethod(proof, request.method)
        }
        let target = request.target?.description ?? "not one that a proof can fit"
        _ = run("proof: target", finding: "htu is \(proof.uri); the target is \(target)") {
            () throws(TokenValidationError) in
            try checks.checkTarget(proof, request.target)
        }
        if let nonces = subject.nonces {
            _ = run("proof: nonce", finding: proof.nonce.map { "nonce is \($0)" } ?? "no nonce") {
                () throws(TokenValidationError) in
                try checks.checkNonce(proof, nonces)
            }
        }
        let issued = "iat is \(proof.issuedAt); now is \(checks.now)"
        _ = run("proof: age", finding: "\(issued), at most \(checks.policy.proofAge) old") {
            () throws(TokenValidationError) in
            try checks.checkAge(proof)
        }
        _ = run("proof: not too new", finding: "\(issued), at most \(checks.policy.proofLeeway) ahead") {
            () throws(TokenValidationError) in
            try checks.checkLeeway(proof)
        }
    }

    private mutating func explainTokenHash(of proof: DPoPProof, _ text: String, _ checks: DPoPProofChecks) {
        let hash = Base64URL.encode(SHA256.digest(of: text))
        let finding = "ath is \(proof.accessTokenHash ?? "not there"); the token's hash is \(hash)"
        _ = run("proof: token hash", finding: finding) { () throws(TokenValidationError) in
            try checks.checkTokenHash(proof, of: text)
        }
    }
}
