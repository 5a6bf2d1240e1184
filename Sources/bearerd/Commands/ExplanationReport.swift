import JOSE
import OAuth
import Text

/// An explanation as people read it, and as programs do.
enum ExplanationReport {
    private static let dates: Set<String> = ["exp", "nbf", "iat", "auth_time", "updated_at"]

    static func text(_ explanation: TokenExplanation) -> String {
        var lines: [String] = []
        if let header = explanation.header { lines += ["header"] + members(header) }
        if let claims = explanation.claims { lines += ["claims"] + members(claims) }
        if let header = explanation.proofHeader { lines += ["proof's header"] + members(header) }
        if let claims = explanation.proofClaims { lines += ["proof's claims"] + members(claims) }
        lines.append("checks")
        lines += explanation.checks.map { check in
            "  \(mark(check.outcome)) \(check.name)"
                + (check.finding.isEmpty ? "" : ": \(VisibleText.escaped(check.finding))")
        }
        lines += explanation.hints.map { "hint: \(VisibleText.escaped($0))" }
        lines.append(explanation.refusal.map { "refused: \($0.rawValue)" } ?? "accepted")
        return lines.joined(separator: "\n")
    }

    static func json(_ explanation: TokenExplanation) -> String {
        VisibleText.escaped(json: String(decoding: explanation.report.encoded(), as: UTF8.self))
    }

    private static func members(_ object: JSONObject) -> [String] {
        object.names.map { name in
            let value = object[name] ?? .null
            let text = String(decoding: (["": value] as JSONObject).encoded().dropFirst(4).dropLast(), as: UTF8.self)
            let date = dates.contains(name) ? NumericDate(claim: value).map { "  (\($0))" } : nil
            return "  \(VisibleText.escaped(name)): \(VisibleText.escaped(text))\(date ?? "")"
        }
    }

    private static func mark(_ outcome: TokenExplanation.Outcome) -> String {
        switch outcome {
        case .passed: "pass"
        case .failed(let code): "FAIL [\(code.rawValue)]"
        case .skipped: "skip"
        }
    }
}
