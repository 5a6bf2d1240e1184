import Text

/// The path of a route, segment by segment: `/orders/:id` is that of every order.
struct RoutePattern {
    enum Segment: Equatable {
        /// A segment as the client sends it: neither decoded nor normalised.
        case literal(ExactText)
        /// Any segment, for the parameter of this name.
        case parameter(String)
    }

    let segments: [Segment]

    /// `nil` for a path that does not start with a slash, or whose parameters have no name or one name twice.
    init?(_ path: String) {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        segments = Self.split(path).map {
            $0.first == ":" ? .parameter(String($0.dropFirst())) : .literal(ExactText(String($0)))
        }
        guard names.allSatisfy({ !$0.isEmpty }), Set(names).count == names.count else { return nil }
    }

    /// Those of the parameters, in order.
    var names: [String] {
        segments.compactMap { if case .parameter(let name) = $0 { name } else { nil } }
    }

    /// What stands between the slashes, and the rest behind so many of them; for `/` one empty segment.
    static func split(_ path: String, atMost slashes: Int = .max) -> [Substring] {
        path.dropFirst().split(separator: "/", maxSplits: slashes, omittingEmptySubsequences: false)
    }

    /// What a segment of a request's path stands for; `nil` for one that is none of a resource's, or could be taken for several.
    static func value(of segment: Substring) -> String? {
        guard let value = PercentEncoding.decode(segment.utf8, plain: { $0 }) else { return nil }
        // RFC 3986 §5.2.4: dot segments are instructions. A slash is one to whoever uses the value in a path.
        let isPlain =
            !value.isEmpty && value != "." && value != ".."
            && !value.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "/") }
        return isPlain ? value : nil
    }
}
