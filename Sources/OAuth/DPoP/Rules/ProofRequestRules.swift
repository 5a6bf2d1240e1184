import Text
import URI

extension Rule<ProofContent> {
    /// Step 8: `htm` is the request's method; case matters (RFC 9110 §9.1).
    static var method: Rule {
        Rule("proof: method") { subject in
            "htm is \(subject.proof.method); the method is \(subject.request.method)"
        } check: { subject throws(TokenValidationError) in
            guard subject.proof.method.isSameText(as: subject.request.method) else { throw .dpopMethodMismatch }
        }
    }

    /// Step 9: `htu` is the request's target URI. No proof fits a target that is not known.
    static var target: Rule {
        Rule("proof: target") { subject in
            let target = subject.request.target?.description ?? "not one that a proof can fit"
            return "htu is \(subject.proof.uri); the target is \(target)"
        } check: { subject throws(TokenValidationError) in
            guard let target = subject.request.target else {
                throw .dpopTargetMismatch(detail: "the request has no usable host, or dot segments in its path")
            }
            guard let claimed = TargetURI(subject.proof.uri) else {
                throw .dpopTargetMismatch(detail: "htu is not an http or https URI")
            }
            guard claimed == target else {
                let part = claimed.origin == target.origin ? "path" : "origin"
                throw .dpopTargetMismatch(detail: "htu has another \(part) than the request")
            }
        }
    }
}
