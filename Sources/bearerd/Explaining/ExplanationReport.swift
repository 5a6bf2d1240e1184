import JOSE
import OAuth
import Text

/// An explanation as people read it, and as programs do.
enum ExplanationReport {
    private static let dates: Set<String> = ["exp", "nbf", "iat", "auth_time", "updated_at"]

    static func text(_ explanation: TokenExplanation, at place: ExplainedPlace? = nil) -> String {
        var all = (place?.lines ?? []) + lines(explanation.report)
        if place?.isObserved == true { all.append("let through all the same: the location observes") }
        return all.joined(separator: "\n")
    }

    /// The lines of a report in JSON, of which any part may be missing.
    static func lines(_ report: JSONObject) -> [String] {
        var lines: [String] = []
        for (name, title) in parts {
            guard let object = report[name]?.objectValue else { continue }
            lines += [title] + members(object)
        }
        lines.append("checks")
        lines += (report["checks"]?.arrayValue ?? []).map { "  \(line(ofCheck: $0.objectValue ?? [:]))" }
        lines += (report["hints"]?.stringArrayValue ?? []).map { "hint: \(VisibleText.escaped($0))" }
        lines.append(VisibleText.escaped(report["error_code"]?.stringValue.map { "refused: \($0)" } ?? "accepted"))
        return lines
    }

    private static let parts = [
        ("header", "header"), ("claims", "claims"), ("proof_header", "proof's header"),
        ("proof_claims", "proof's claims"),
    ]

    private static func line(ofCheck check: JSONObject) -> String {
        let mark =
            switch check["outcome"]?.stringValue {
            case "passed": "pass"
            case "failed": "FAIL [\(check["error_code"]?.stringValue ?? "")]"
            default: "skip"
            }
        let finding = check["finding"]?.stringValue ?? ""
        return VisibleText.escaped(
            "\(mark) \(check["name"]?.stringValue ?? "")" + (finding.isEmpty ? "" : ": \(finding)")
        )
    }

    static func json(_ explanation: TokenExplanation, at place: ExplainedPlace? = nil) -> String {
        var report = explanation.report
        if let place { report["place"] = .object(place.object) }
        return report.visibleText
    }

    private static func members(_ object: JSONObject) -> [String] {
        object.names.map { name in
            let value = object[name] ?? .null
            let text = String(decoding: (["": value] as JSONObject).encoded().dropFirst(4).dropLast(), as: UTF8.self)
            let date = dates.contains(name) ? NumericDate(claim: value).map { "  (\($0))" } : nil
            return "  \(VisibleText.escaped(name)): \(VisibleText.escaped(text))\(date ?? "")"
        }
    }
}
