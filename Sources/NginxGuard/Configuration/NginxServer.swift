import Text

/// A server block with every place in it.
struct NginxServer {
    let block: NginxDirective
    /// The server itself comes first, and a place before those within it.
    private(set) var places: [NginxPlace] = []
    /// A file to be included in a server block, read without it.
    let isFragment: Bool

    init(_ block: NginxDirective, outer: [NginxDirective], isFragment: Bool = false) {
        self.block = block
        self.isFragment = isFragment
        add(.server, block, outer, parent: nil)
    }

    private mutating func add(_ kind: NginxPlace.Kind, _ block: NginxDirective, _ outer: [NginxDirective], parent: Int?)
    {
        let index = places.count
        places.append(NginxPlace(kind: kind, block: block, outer: outer, parent: parent))
        for inner in block.block ?? [] where inner.block != nil {
            switch inner.name {
            case "location": add(.location(LocationMatcher(inner.arguments)), inner, outer + [block], parent: index)
            case "if", "limit_except": add(.condition, inner, outer + [block], parent: index)
            default: break
            }
        }
    }

    /// The servers of a configuration. What stands for itself, to be included in one, is taken for a part of one.
    static func all(in directives: [NginxDirective]) -> [NginxServer] {
        var servers: [NginxServer] = []
        func visit(_ block: [NginxDirective], _ outer: [NginxDirective]) {
            for directive in block {
                guard let inner = directive.block else { continue }
                switch directive.name {
                case "server": servers.append(NginxServer(directive, outer: outer))
                case "http": visit(inner, outer + [directive])
                default: break
                }
            }
        }
        visit(directives, [])
        if directives.contains(where: { ["location", "auth_request"].contains($0.name) }), let first = directives.first
        {
            let parts = directives.filter { $0.name != "server" && $0.name != "http" }
            let block = NginxDirective(name: "server", arguments: [], file: first.file, line: first.line, block: parts)
            servers.append(NginxServer(block, outer: [], isFragment: true))
        }
        return servers
    }

    /// Where it listens, as `address:port`.
    var listens: [String] {
        let addresses = (block.block ?? []).filter { $0.name == "listen" }.compactMap(\.arguments.first)
        return addresses.isEmpty ? ["*:80"] : addresses.map(Self.normalized)
    }

    private static func normalized(_ address: String) -> String {
        if address.hasPrefix("unix:") { return address }
        if address.utf8.allSatisfy(\.isASCIIDigit) { return "*:\(address)" }
        let hasPort = address.hasPrefix("[") ? address.contains("]:") : address.contains(":")
        return hasPort ? address : "\(address):80"
    }

    /// The hosts that it is for; without any, that without a name.
    var names: [String] {
        let names = (block.block ?? []).filter { $0.name == "server_name" }.flatMap(\.arguments)
        return names.isEmpty ? [""] : names.map { $0.lowercased() }
    }

    /// How it is called.
    var label: String {
        if isFragment { return "(part of a server)" }
        let shown = names.prefix(3).joined(separator: ",") + (names.count > 3 ? ",…" : "")
        return (listens.prefix(3).joined(separator: ",") + " " + (shown.isEmpty ? "(no name)" : shown))
    }

    /// The places around one, the outermost first, and itself at the end; without the server.
    func chain(of index: Int) -> [Int] {
        var chain: [Int] = []
        var next: Int? = index
        while let current = next, let parent = places[current].parent {
            chain.insert(current, at: 0)
            next = parent
        }
        return chain
    }
}
