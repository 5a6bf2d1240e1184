/// Finds what is wrong where nginx is told to remember verdicts.
struct VerdictCacheUse {
    /// What is wrong.
    private(set) var findings: [GuardFinding] = []

    /// Looks through a configuration.
    init(_ directives: [NginxDirective]) {
        let all = Self.flattened(directives)
        guard all.contains(where: Self.remembers) else { return }
        // bearerd refuses another spelling of an identity header, which nginx would drop otherwise; nobody asks it here.
        for directive in all where directive.name == "ignore_invalid_headers" && directive.arguments == ["off"] {
            findings.append(
                GuardFinding(
                    directive,
                    "with remembered verdicts (bearerd_verdicts.conf), header fields of odd names reach the application unseen"
                )
            )
        }
    }

    private static func remembers(_ directive: NginxDirective) -> Bool {
        directive.name == "fastcgi_cache" && directive.arguments == ["bearerd_verdicts"]
            || directive.name == "include" && directive.arguments.contains { $0.contains("bearerd_verdicts") }
    }

    private static func flattened(_ directives: [NginxDirective]) -> [NginxDirective] {
        directives.flatMap { [$0] + flattened($0.block ?? []) }
    }
}
