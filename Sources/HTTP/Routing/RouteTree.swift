import Text

/// Routes whose paths have parameters. Where several fit, the one whose first segments are literals does.
struct RouteTree<Route: Sendable>: Sendable {
    private var root = Node()
    /// The segments of the longest pattern; 0 if there is none.
    private var mostSegments = 0

    private struct Node: Sendable {
        var literals: [ExactText: Node] = [:]
        /// One or none: an array, as a value cannot hold itself.
        var parameter: [Node] = []
        var route: Route?
    }

    /// The route of this pattern; names of parameters do not tell patterns apart.
    subscript(pattern: RoutePattern) -> Route? {
        get { Self.find(pattern.segments[...], in: root) }
        set {
            Self.set(newValue, pattern.segments[...], in: &root)
            mostSegments = max(mostSegments, pattern.segments.count)
        }
    }

    /// The route of a request's path, and what stands in the places of its parameters, in order.
    func match(_ path: String) -> (route: Route, values: [String])? {
        guard mostSegments > 0 else { return nil }
        // A longer path is not taken apart to its end: the rest, slashes and all, is one segment too many.
        let segments = RoutePattern.split(path, atMost: mostSegments)
        var values: [String] = []
        // A node is looked at once at the most, so no path takes longer than there are routes.
        return Self.match(segments[...], in: root, &values).map { ($0, values) }
    }

    private static func match(
        _ segments: ArraySlice<Substring>,
        in node: Node,
        _ values: inout [String]
    ) -> Route? {
        guard let segment = segments.first else { return node.route }
        let rest = segments.dropFirst()
        if let next = node.literals[ExactText(String(segment))], let found = match(rest, in: next, &values) {
            return found
        }
        guard let next = node.parameter.first, let value = RoutePattern.value(of: segment) else { return nil }
        values.append(value)
        if let found = match(rest, in: next, &values) { return found }
        values.removeLast()
        return nil
    }

    private static func find(_ segments: ArraySlice<RoutePattern.Segment>, in node: Node) -> Route? {
        let rest = segments.dropFirst()
        return switch segments.first {
        case nil: node.route
        case .literal(let text): node.literals[text].flatMap { find(rest, in: $0) }
        case .parameter: node.parameter.first.flatMap { find(rest, in: $0) }
        }
    }

    private static func set(
        _ route: Route?,
        _ segments: ArraySlice<RoutePattern.Segment>,
        in node: inout Node
    ) {
        let rest = segments.dropFirst()
        switch segments.first {
        case nil: node.route = route
        case .literal(let text): set(route, rest, in: &node.literals[text, default: Node()])
        case .parameter:
            if node.parameter.isEmpty { node.parameter = [Node()] }
            set(route, rest, in: &node.parameter[0])
        }
    }
}
