package import JOSE

extension TokenExplanation {
    /// The explanation for programs: what `bearerd explain --json` prints.
    package var report: JSONObject {
        var report: JSONObject = ["accepted": .bool(refusal == nil)]
        if let refusal { report["error_code"] = .string(refusal.rawValue) }
        if let header { report["header"] = .object(header) }
        if let claims { report["claims"] = .object(claims) }
        if let proofHeader { report["proof_header"] = .object(proofHeader) }
        if let proofClaims { report["proof_claims"] = .object(proofClaims) }
        report["checks"] = .array(checks.map { .object($0.report) })
        report["hints"] = .array(hints.map { .string($0) })
        return report
    }
}

extension TokenExplanation.Check {
    fileprivate var report: JSONObject {
        var members: JSONObject = ["name": .string(name)]
        switch outcome {
        case .passed: members["outcome"] = "passed"
        case .skipped: members["outcome"] = "skipped"
        case .failed(let code):
            members["outcome"] = "failed"
            members["error_code"] = .string(code.rawValue)
        }
        members["finding"] = .string(finding)
        return members
    }
}
