extension Rule<ProofContent> {
    /// Step 11, the past: `iat` is not too long ago.
    static var age: Rule {
        Rule("proof: age") { subject in
            "\(subject.describedTime), at most \(subject.policy.proofAge) old"
        } check: { subject throws(TokenValidationError) in
            guard subject.proof.issuedAt + subject.policy.proofAge >= subject.now else { throw .dpopProofExpired }
        }
    }

    /// Step 11, the future: `iat` is not further ahead than clocks are.
    static var leeway: Rule {
        Rule("proof: not too new") { subject in
            "\(subject.describedTime), at most \(subject.policy.proofLeeway) ahead"
        } check: { subject throws(TokenValidationError) in
            guard subject.proof.issuedAt <= subject.now + subject.policy.proofLeeway else { throw .dpopProofTooNew }
        }
    }
}

extension ProofContent {
    fileprivate var describedTime: String { "iat is \(proof.issuedAt); now is \(now)" }
}
