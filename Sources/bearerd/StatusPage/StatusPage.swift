import JOSE

/// What ``StatusReport`` says, and the last hour, as a page that needs nothing from elsewhere and has no script.
struct StatusPage {
    /// Issuers beyond it are only counted.
    static let mostIssuers = 100

    /// A certificate that ends earlier should have been renewed: in seconds, a week. Those of 90 days are renewed after 60,
    /// those of 45 after 30.
    private static let shortCertificate: Int64 = 604_800

    private let report: JSONObject
    private let samples: [StatusSample]

    /// - Parameters:
    ///   - report: The process's own words.
    ///   - samples: From the oldest to the one of now.
    init(_ report: JSONObject, _ samples: [StatusSample]) {
        self.report = report
        self.samples = samples
    }

    /// The document.
    var html: String {
        let document: HTMLText = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="15">
            <title>\(problems.isEmpty ? "bearerd" : "bearerd: look here")</title>
            <style>\(Self.style)</style>
            </head>
            <body>
            \(header)<main>
            <section class="charts">\(charts)</section>
            <section><h2>Issuers</h2>\(issuers)</section>
            <section><h2>Since the start</h2>\(requests)</section>
            <section><h2>What is kept</h2>\(fills)\(shared)</section>
            </main>
            </body>
            </html>

            """
        return document.source
    }

    // MARK: What is wrong

    private var allIssuers: [JSONObject] { (report["issuers"]?.arrayValue ?? []).compactMap(\.objectValue) }

    /// What somebody should look at, most urgent first.
    private var problems: [HTMLText] {
        var problems: [HTMLText] = []
        let unusable = allIssuers.filter { $0["usable"]?.boolValue == false && $0["last_failure"] != nil }
        if !unusable.isEmpty { problems.append("Issuers without usable keys: \(unusable.count).") }
        let stale = allIssuers.filter { $0["stale"]?.boolValue == true }
        if !stale.isEmpty { problems.append("Issuers that cannot be reached, whose old keys serve: \(stale.count).") }
        let ending = allIssuers.compactMap { $0["certificate_ends_in_seconds"]?.integerValue }
            .filter { $0 < Self.shortCertificate }
        if let first = ending.min() {
            problems.append(
                "Issuers whose certificate ends soon: \(ending.count), the first in \(StatusText.time(first))."
            )
        }
        if let fill = report["used_proofs"]?.objectValue, let entries = fill["entries"]?.integerValue,
            let most = fill["max_entries"]?.integerValue, entries > most / 2
        {
            problems.append("The memory of used proofs fills: \(entries) of \(most).")
        }
        let silent = allIssuers.filter { $0["introspection"]?.objectValue?["asked"]?.boolValue == false }
        if !silent.isEmpty { problems.append("Issuers that do not answer about tokens: \(silent.count).") }
        if report["store"]?.objectValue?["failure"] != nil { problems.append("The store is away.") }
        if report["store"]?.objectValue?["deny_list_loaded"] == false
            || report["deny_file"]?.objectValue?["failure"] != nil
        {
            problems.append("A deny-list cannot be read.")
        }
        if let dropped = report["log_lines_dropped"]?.integerValue, dropped > 0 {
            problems.append("Log lines that nobody took: \(dropped).")
        }
        if let dropped = report["audit_lines_dropped"]?.integerValue, dropped > 0 {
            problems.append("Decisions that are missing from AUDIT_LOG: \(dropped).")
        }
        return problems
    }

    // MARK: Parts of the page

    private var header: HTMLText {
        let version = report["version"]?.stringValue ?? "?"
        let uptime = report["uptime_seconds"]?.integerValue.map(StatusText.time) ?? "?"
        let workers = report["workers"]?.integerValue ?? 0
        let connections = report["connections"]?.integerValue ?? 0
        let state: HTMLText =
            problems.isEmpty
            ? "<p class=\"good\">Nothing is wrong that bearerd knows of.</p>"
            : "<ul class=\"bad\">\(problems.map { "<li>\($0)</li>" })</ul>"
        return """
            <header><h1>bearerd \(version)</h1>
            <p class="quiet">Serving for \(uptime) with \(workers) workers; \(connections) connections of web servers.</p>
            <p class="quiet">\(StatusText.text(build: report["build"]?.objectValue ?? [:]))</p>
            \(state)</header>

            """
    }

    private var charts: [HTMLText] {
        [
            LineChart("Requests a second", .requests(samples), text: Self.number).html,
            LineChart("Refusals a minute", .refusals(samples), text: Self.number).html,
            LineChart("How long a judgement takes", .durations(samples), text: Self.time).html,
            LineChart("Connections", .connections(samples), text: Self.number).html,
        ]
    }

    private var issuers: HTMLText {
        let rows = allIssuers.enumerated().sorted {
            (Self.rank($0.element), $0.offset) < (Self.rank($1.element), $1.offset)
        }
        .prefix(Self.mostIssuers).map { row($0.element) }
        let more = allIssuers.count - rows.count
        let rest: HTMLText =
            more > 0 ? "<p class=\"quiet\">And \(more) more, which <code>bearerd status</code> lists.</p>" : ""
        return """
            <div class="wide"><table><thead><tr><th>Issuer</th><th>Keys</th><th>Fetched</th><th>State</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>\(rest)
            """
    }

    /// What is wrong stands first.
    private static func rank(_ issuer: JSONObject) -> Int {
        if issuer["last_failure"] != nil { return issuer["usable"]?.boolValue == true ? 1 : 0 }
        return issuer["stale"]?.boolValue == true ? 1 : 2
    }

    private func row(_ issuer: JSONObject) -> HTMLText {
        let keys = (issuer["keys"]?.arrayValue ?? []).compactMap(\.objectValue)
        let age = issuer["keys_age_seconds"]?.integerValue.map { "\(StatusText.time($0)) ago" } ?? ""
        let names = keys.map { key -> HTMLText in "<li>\(StatusText.text(key: key))</li>" }
        let list: HTMLText =
            keys.isEmpty ? "0" : "<details><summary>\(keys.count)</summary><ul>\(names)</ul></details>"
        return """
            <tr><td>\(issuer["issuer"]?.stringValue ?? "?")</td><td>\(list)</td><td>\(age)</td><td>\(Self.state(issuer))</td></tr>
            """
    }

    private static func state(_ issuer: JSONObject) -> HTMLText {
        let failure: HTMLText = issuer["last_failure"]?.stringValue.map { "<br>\($0)" } ?? ""
        if issuer["stale"]?.boolValue == true { return "<span class=\"bad\">stale\(failure)</span>" }
        if issuer["usable"]?.boolValue == true { return failure.source.isEmpty ? "good" : "good\(failure)" }
        return failure.source.isEmpty ? "not needed yet" : "<span class=\"bad\">no usable keys\(failure)</span>"
    }

    private var requests: HTMLText {
        guard let requests = report["requests"]?.objectValue else { return "" }
        var rows = RequestOutcome.Name.allCases.map { name -> HTMLText in
            "<tr><td>\(name.rawValue)</td><td class=\"number\">\(requests[name.rawValue]?.integerValue ?? 0)</td></tr>"
        }
        let codes = requests["by_error_code"]?.objectValue ?? [:]
        rows += codes.names.map { name in
            "<tr><td><code>\(name)</code></td><td class=\"number\">\(codes[name]?.integerValue ?? 0)</td></tr>"
        }
        return "<table><thead><tr><th>Requests</th><th></th></tr></thead><tbody>\(rows)</tbody></table>"
    }

    private var fills: HTMLText {
        let rows = [("Verified tokens", "verified_tokens"), ("Used proofs", "used_proofs")]
            .compactMap { title, name -> HTMLText? in
                guard let fill = report[name]?.objectValue, let entries = fill["entries"]?.integerValue,
                    let most = fill["max_entries"]?.integerValue
                else { return nil }
                return """
                    <tr><td>\(title)</td><td><meter min="0" max="\(max(most, 1))" value="\(entries)"></meter></td>
                    <td class="number">\(entries) of \(most)</td></tr>
                    """
            }
        return "<table><tbody>\(rows)</tbody></table>"
    }

    /// What is known of the store and of the deny-lists.
    private var shared: HTMLText {
        let lines = StatusText.shared(of: report).map { line -> HTMLText in "<li>\(line)</li>" }
        return lines.isEmpty ? "" : "<ul>\(lines)</ul>"
    }

    // MARK: Numbers

    /// With as many places as one reads.
    static func number(_ value: Double) -> String {
        let rounded = value < 10 ? (value * 100).rounded() / 100 : min(value, 1e15).rounded()
        return Int64(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
    }

    /// Of seconds.
    static func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<0.001: "\(number(seconds * 1_000_000)) µs"
        case ..<1: "\(number(seconds * 1_000)) ms"
        default: "\(number(seconds)) s"
        }
    }
}
