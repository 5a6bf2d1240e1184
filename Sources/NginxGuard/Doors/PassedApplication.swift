import Text

/// The application that a place passes its requests to: what stands behind a guard, and perhaps behind an open door as well.
struct PassedApplication {
    /// The addresses that each upstream has.
    private let upstreams: [ExactText: Set<ExactText>]

    init(_ directives: [NginxDirective]) {
        var upstreams: [ExactText: Set<ExactText>] = [:]
        for http in directives where http.name == "http" || http.name == "stream" {
            for upstream in http.block ?? [] where upstream.name == "upstream" {
                let servers = (upstream.block ?? []).filter { $0.name == "server" }.compactMap(\.arguments.first)
                let name = ExactText(upstream.arguments.first ?? "")
                upstreams[name, default: []].formUnion(servers.map(Self.normalized))
            }
        }
        self.upstreams = upstreams
    }

    /// Where a place passes to; empty when it does not, or when a variable says where.
    func addresses(_ place: NginxPlace) -> Set<ExactText> {
        let passes = place.own("proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass")
        return passes.compactMap(\.arguments.first).reduce(into: []) { $0.formUnion(addresses(of: $1)) }
    }

    private func addresses(of target: String) -> Set<ExactText> {
        guard !target.contains("$") else { return [] }
        let address = Self.address(target)
        return upstreams[ExactText(address)] ?? [Self.normalized(address)]
    }

    /// `http://unix:/path:/uri` is `unix:/path`, and `http://host:80/uri` is `host:80`.
    private static func address(_ target: String) -> String {
        var address = target[...]
        if let scheme = address.firstRange(of: "://") { address = address[scheme.upperBound...] }
        if address.hasPrefix("unix:") {
            let path = address.dropFirst("unix:".count)
            return "unix:" + (path.firstIndex(of: ":").map { path[..<$0] } ?? path)
        }
        return String(address.prefix { $0 != "/" })
    }

    private static func normalized(_ address: String) -> ExactText {
        guard !address.hasPrefix("unix:") else { return ExactText(address) }
        let named = address.hasPrefix("localhost") ? "127.0.0.1" + address.dropFirst("localhost".count) : address
        let hasPort = named.hasPrefix("[") ? named.contains("]:") : named.contains(":")
        return ExactText(hasPort ? named : "\(named):80")
    }
}
