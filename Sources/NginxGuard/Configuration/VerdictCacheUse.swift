/// Finds what is wrong where nginx is told to remember verdicts.
struct VerdictCacheUse {
    /// What is wrong.
    private(set) var findings: [GuardFinding] = []

    /// Looks through a configuration.
    init(_ directives: [NginxDirective]) {
        let all = Self.flattened(directives)
        let switches = all.filter {
            $0.name == "set" && $0.arguments.first == "$bearerd_verdicts" && $0.arguments.last != "off"
        }
        guard !switches.isEmpty else { return }
        let zones = all.filter { $0.name == "fastcgi_cache_path" }.flatMap(\.arguments)
        let hasUnreadZone = all.contains {
            $0.name == "include" && $0.arguments.contains { $0.contains("bearerd_verdict_zone") }
        }
        for directive in switches where !hasUnreadZone {
            guard let zone = directive.arguments.last, !zones.contains(where: { $0.hasPrefix("keys_zone=\(zone):") })
            else {
                continue
            }
            add(directive, "include bearerd_verdict_zone.conf; is missing in the http block: every request is refused")
        }
        // bearerd refuses another spelling of an identity header, which nginx would drop otherwise; nobody asks it here.
        for directive in all where directive.name == "ignore_invalid_headers" && directive.arguments == ["off"] {
            add(
                directive,
                "with remembered verdicts (bearerd_verdicts.conf), header fields of odd names reach the application unseen"
            )
        }
    }

    private mutating func add(_ directive: NginxDirective, _ description: String) {
        findings.append(GuardFinding(directive, description))
    }

    private static func flattened(_ directives: [NginxDirective]) -> [NginxDirective] {
        directives.flatMap { [$0] + flattened($0.block ?? []) }
    }
}
