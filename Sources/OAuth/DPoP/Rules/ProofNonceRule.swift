extension Rule<ProofContent> {
    /// Step 10: `nonce` is one that this server made not long ago.
    static var nonce: Rule {
        Rule("proof: nonce") { subject in
            subject.proof.nonce.map { "nonce is \($0)" } ?? "no nonce"
        } applicability: { subject in
            subject.nonces == nil ? .absent : .applies
        } check: { subject throws(TokenValidationError) in
            guard let nonces = subject.nonces else { return }
            switch subject.proof.nonce.flatMap({ nonces.age(of: $0, at: subject.now) }) {
            case .current: return
            case .previous: subject.nextNonce = nonces.nonce(at: subject.now)
            case nil:
                if subject.steadyNonces?.isGood(subject.proof.nonce) == true { return }
                let isThere = subject.proof.nonce != nil
                throw .dpopNonceRequired(
                    detail: isThere ? "the nonce is too old, or none of ours" : "the proof has no nonce",
                    nonce: nonces.nonce(at: subject.now)
                )
            }
        }
    }
}
