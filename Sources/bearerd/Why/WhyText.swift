import JOSE
import Text

/// What ``WhyReport`` says, in lines for people.
struct WhyText {
    /// What is printed.
    let lines: [String]

    /// - Parameter report: The process's own words, of which any may be missing.
    init(_ report: JSONObject) {
        let refusal = report["refusal"]?.objectValue ?? [:]
        func text(_ name: String) -> String? { refusal[name]?.stringValue }
        let status = refusal["status"]?.integerValue.map { "\($0) " } ?? ""
        var lines = ["refused at \(text("time") ?? "?"): \(status)\(text("error_code") ?? "?")"]
        if let reason = text("reason") { lines.append("reason: \(reason)") }
        var request = "request: \(text("method") ?? "?") \(text("path") ?? "?")"
        if let host = text("host") { request += " at \(host)" }
        if let address = text("remote_addr") { request += ", from \(address)" }
        lines.append(request)
        if let policy = text("policy") { lines.append("policy: \(policy)") }
        if let route = text("route") { lines.append("route: \(route)") }
        if report["settings_read_since"]?.boolValue == true {
            lines.append("the settings have been read anew since: what follows is judged by those of now")
        }
        lines = lines.map { VisibleText.escaped($0) }
        self.lines = lines + ExplanationReport.lines(report["explanation"]?.objectValue ?? [:])
    }
}
