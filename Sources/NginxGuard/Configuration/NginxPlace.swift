/// A block in which a request can end: a server itself, a location, or a condition within one of them.
struct NginxPlace {
    enum Kind {
        /// The server itself, for what no location takes.
        case server
        case location(LocationMatcher)
        /// `if`, `limit_except`
        case condition
    }

    let kind: Kind
    /// Its first line, and what is between its braces.
    let block: NginxDirective
    /// The blocks around it, the innermost last.
    let outer: [NginxDirective]
    /// The place around it, by its index in the server.
    let parent: Int?

    /// The directives of its own.
    func own(_ names: String...) -> [NginxDirective] {
        (block.block ?? []).filter { names.contains($0.name) }
    }

    /// The directives that hold here: its own if it has any of these names, else those of the nearest block that has.
    func effective(_ names: String...) -> [NginxDirective] {
        for block in [block] + outer.reversed() {
            let found = (block.block ?? []).filter { names.contains($0.name) }
            if !found.isEmpty { return found }
        }
        return []
    }

    var matcher: LocationMatcher? {
        guard case .location(let matcher) = kind else { return nil }
        return matcher
    }

    var isCondition: Bool {
        guard case .condition = kind else { return false }
        return true
    }

    /// Only nginx itself goes there. A location within such a one is one, too.
    var isInternal: Bool {
        matcher?.kind == .named || outer.contains { $0.name == "location" && $0.arguments.first?.first == "@" }
            || !effective("internal").isEmpty
    }

    /// How it is called within its server.
    var label: String {
        let blocks = (outer + [block]).filter { ["location", "if", "limit_except"].contains($0.name) }
        return blocks.isEmpty ? "(no location)" : blocks.map(\.text).joined(separator: " > ")
    }
}
