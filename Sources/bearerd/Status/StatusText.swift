import JOSE
import Text

/// What ``StatusReport`` says, in lines for people.
struct StatusText {
    /// What is printed.
    private(set) var lines: [String] = []

    /// - Parameter report: The process's own words, of which any may be missing.
    init(_ report: JSONObject) {
        addProcess(report)
        for issuer in report["issuers"]?.arrayValue ?? [] { add(issuer: issuer.objectValue ?? [:]) }
        addFill("verified tokens", report["verified_tokens"]?.objectValue)
        addFill("used proofs", report["used_proofs"]?.objectValue)
        lines += Self.shared(of: report)
        if let requests = report["requests"]?.objectValue { add(requests: requests) }
        if let dropped = report["log_lines_dropped"]?.integerValue, dropped > 0 {
            lines.append("log lines dropped: \(dropped)")
        }
        if let dropped = report["audit_lines_dropped"]?.integerValue, dropped > 0 {
            lines.append("AUDIT LINES DROPPED: \(dropped)")
        }
    }

    private mutating func addProcess(_ report: JSONObject) {
        let version = report["version"]?.stringValue ?? "?"
        let started = report["started"]?.stringValue ?? "?"
        let uptime = report["uptime_seconds"]?.integerValue.map { " (\(Self.time($0)))" } ?? ""
        lines.append(VisibleText.escaped("bearerd \(version), serving since \(started)\(uptime)"))
        add(build: report["build"]?.objectValue ?? [:])
        if let workers = report["workers"]?.integerValue, let connections = report["connections"]?.integerValue {
            lines.append("\(workers) workers, \(connections) connections")
        }
    }

    private mutating func add(build: JSONObject) {
        let text = Self.text(build: build)
        if !text.isEmpty { lines.append(VisibleText.escaped(text)) }
    }

    /// What it was built of.
    static func text(build: JSONObject) -> String {
        build.names.compactMap { name in build[name]?.stringValue.map { "\(name) \($0)" } }.joined(separator: ", ")
    }

    private mutating func add(issuer: JSONObject) {
        let keys = issuer["keys"]?.arrayValue ?? []
        var line = "\(issuer["issuer"]?.stringValue ?? "?"): \(keys.count) keys"
        if let age = issuer["keys_age_seconds"]?.integerValue { line += ", fetched \(Self.time(age)) ago" }
        if issuer["usable"]?.boolValue == false { line += ", NOT USABLE" }
        if issuer["stale"]?.boolValue == true { line += ", STALE" }
        if let time = issuer["certificate_ends_in_seconds"]?.integerValue {
            line += time > 0 ? ", certificate for \(Self.time(time))" : ", CERTIFICATE ENDED"
        }
        if let introspection = issuer["introspection"]?.objectValue {
            let isAsked = introspection["asked"]?.boolValue ?? false
            line +=
                isAsked
                ? ", asked about \(introspection["waiting"]?.integerValue ?? 0) tokens"
                : ", DOES NOT ANSWER ABOUT TOKENS"
        }
        lines.append(VisibleText.escaped(line))
        if let failure = issuer["last_failure"]?.stringValue {
            lines.append(VisibleText.escaped("  last fetch failed: \(failure)"))
        }
        for key in keys { lines.append("  " + Self.text(key: key.objectValue ?? [:])) }
    }

    /// A key, in a few words.
    static func text(key: JSONObject) -> String {
        let name = key["kid"]?.stringValue.map { "kid \(QuotedText.quoted($0))" } ?? "no kid"
        let size = key["crv"]?.stringValue ?? key["bits"]?.integerValue.map { "\($0) bits" }
        let parts = [key["kty"]?.stringValue, size, key["alg"]?.stringValue].compactMap(\.self)
        return VisibleText.escaped(([name] + parts).joined(separator: ", "))
    }

    private mutating func addFill(_ name: String, _ fill: JSONObject?) {
        guard let entries = fill?["entries"]?.integerValue, let most = fill?["max_entries"]?.integerValue else {
            return
        }
        lines.append("\(name): \(entries) of \(most)")
    }

    /// What is known of the deny-lists and of the store.
    static func shared(of report: JSONObject) -> [String] {
        let lines =
            (report["deny_file"]?.objectValue.map(lines(denyFile:)) ?? [])
            + (report["store"]?.objectValue.map(lines(store:)) ?? [])
        return lines.map { VisibleText.escaped($0) }
    }

    private static func lines(store: JSONObject) -> [String] {
        let address = store["address"]?.stringValue ?? "no address"
        let since = store["since"]?.stringValue ?? "?"
        let state =
            store["failure"]?.stringValue.map { "store: AWAY since \(since), \(address): \($0)" }
            ?? "store: \(address), since \(since)"
        let count = store["deny_list_lines"]?.integerValue ?? 0
        let isLoaded = store["deny_list_loaded"]?.boolValue ?? false
        return [state, "  deny-list: " + (isLoaded ? "\(count) lines" : "NEVER READ: nothing is let through")]
    }

    private static func lines(denyFile file: JSONObject) -> [String] {
        let entries = file["entries"]?.integerValue ?? 0
        let state = "deny-list: \(entries) entries, read \(file["read"]?.stringValue ?? "?")"
        guard let failure = file["failure"]?.stringValue else { return [state] }
        return [state, "  THE FILE THAT IS THERE NOW DOES NOT COUNT: \(failure)"]
    }

    private mutating func add(requests: JSONObject) {
        let outcomes = RequestOutcome.Name.allCases.map(\.rawValue)
            .compactMap { name in requests[name]?.integerValue.map { "\($0) \(name)" } }
        lines.append("requests: \(outcomes.joined(separator: ", "))")
        addCodes(requests["by_error_code"]?.objectValue)
        addCodes(requests["observed_by_error_code"]?.objectValue, note: " (observed)")
    }

    private mutating func addCodes(_ codes: JSONObject?, note: String = "") {
        for code in codes?.names ?? [] {
            lines.append(VisibleText.escaped("  \(code)\(note): \(codes?[code]?.integerValue ?? 0)"))
        }
    }

    /// In one or two units.
    static func time(_ seconds: Int64) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7_200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3_600) h \(seconds % 3_600 / 60) min"
        default: "\(seconds / 86_400) d \(seconds % 86_400 / 3_600) h"
        }
    }
}
