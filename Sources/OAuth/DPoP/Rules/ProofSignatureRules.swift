import JOSE

extension Rule<ProofContent> {
    /// Step 4: `typ` is `dpop+jwt`, so that no other JWT passes as a proof (RFC 9449 §11.5).
    static var type: Rule {
        Rule("proof: type") { subject in
            subject.proof.header.type.map { "typ is \($0)" } ?? "no typ"
        } check: { subject throws(TokenValidationError) in
            guard subject.proof.header.hasType("dpop+jwt") else {
                throw .dpopProofInvalid(detail: "typ is not dpop+jwt")
            }
        }
    }

    /// Step 5: `alg` is an asymmetric algorithm of the policy.
    static var algorithm: Rule {
        Rule("proof: algorithm") { subject in
            "alg is \(subject.proof.header.algorithm); accepted: \(subject.policy.algs)"
        } check: { subject throws(TokenValidationError) in
            guard let algorithm = JWSAlgorithm(named: subject.proof.header.algorithm),
                subject.policy.algorithms.contains(algorithm)
            else { throw .dpopProofInvalid(detail: "alg is not an accepted algorithm") }
            subject.algorithm = algorithm
        }
    }

    /// Step 7, before a key is made of it: `jwk` is a public key without a private member.
    static var key: Rule {
        Rule("proof: key") { _ in
            "jwk"
        } check: { subject throws(TokenValidationError) in
            if let knownKey = subject.knownKey {
                subject.key = knownKey
                return
            }
            let members = try subject.proof.requiredKey()
            do { subject.key = try JWK(members) } catch { throw .dpopProofInvalid(detail: "jwk: \(error)") }
        }
    }

    /// Step 6: the signature was made with the key in the proof.
    static var signature: Rule {
        Rule("proof: signature") { subject in
            "made by the key with the thumbprint \(subject.key?.thumbprint ?? "")"
        } applicability: { subject in
            subject.key == nil || subject.algorithm == nil
                ? .skipped("there is no key, or no algorithm, to verify with") : .applies
        } check: { subject throws(TokenValidationError) in
            guard let key = subject.key, let algorithm = subject.algorithm else { throw .dpopProofInvalid() }
            do { try subject.proof.jws.verify(with: key, algorithm: algorithm) } catch {
                throw .dpopProofInvalid(detail: "\(error)")
            }
        }
    }
}
