/// A way on which nginx itself leads a request from one place to another, without anybody having judged it.
struct UnjudgedWay {
    enum Target: Equatable {
        case named(String)
        case uris(URISet)
    }

    /// What leads there.
    let directive: NginxDirective
    let target: Target

    private init?(_ directive: NginxDirective, to address: String?) {
        guard let address, let target = Self.target(address, of: directive) else { return nil }
        self.directive = directive
        self.target = target
    }

    /// - Returns: `nil` for another server, which the client is sent to, for the same URI once more, and for a status.
    private static func target(_ address: String, of directive: NginxDirective) -> Target? {
        if address.hasPrefix("@"), directive.name != "rewrite" { return .named(address) }
        for redirect in ["http://", "https://", "$scheme"] where address.hasPrefix(redirect) { return nil }
        if address.hasPrefix("=") || ["$uri", "$request_uri"].contains(address) { return nil }
        return .uris(.address(address))
    }

    /// The ways out of a guarded place that are taken before the token is judged; `failsOpen` says that what bearerd is asked
    /// may end in nginx's own 500.
    static func beforeJudgement(of place: NginxPlace, failsOpen: Bool) -> [UnjudgedWay] {
        rewrites(place) + errorPages(place, statuses: EarlyStatus.of(place, failsOpen: failsOpen)) + afterwards(place)
    }

    /// The ways out of a server before it is known which location a request is for.
    static func beforeLocation(of server: NginxPlace, conditions: [NginxPlace]) -> [UnjudgedWay] {
        rewrites(server) + conditions.flatMap(rewrites)
            + errorPages(server, statuses: EarlyStatus.beforeLocation(of: server))
    }

    /// Every way out of a place that nobody judges.
    static func all(of place: NginxPlace) -> [UnjudgedWay] {
        let tried = place.own("try_files").compactMap { UnjudgedWay($0, to: $0.arguments.last) }
        return rewrites(place) + tried + errorPages(place, statuses: nil) + afterwards(place)
    }

    /// The ways out of a place that refuses: its answer may have a page only with `recursive_error_pages`.
    static func ofRefusal(_ place: NginxPlace) -> [UnjudgedWay] {
        guard place.effective("recursive_error_pages").last?.arguments == ["on"] else { return [] }
        return errorPages(place, statuses: nil)
    }

    /// A `rewrite` after which nginx looks for a location anew. It is done before anybody is asked.
    private static func rewrites(_ place: NginxPlace) -> [UnjudgedWay] {
        place.own("rewrite").compactMap { rewrite in
            let flag = rewrite.arguments.count > 2 ? rewrite.arguments[2] : ""
            guard rewrite.arguments.count > 1, !["break", "redirect", "permanent"].contains(flag) else { return nil }
            return UnjudgedWay(rewrite, to: rewrite.arguments[1])
        }
    }

    /// Of two pages for one status the first counts. `nil` stands for every status.
    private static func errorPages(_ place: NginxPlace, statuses: Set<Int>?) -> [UnjudgedWay] {
        var open = statuses
        return place.effective("error_page").compactMap { page in
            let codes = Set(page.arguments.dropLast().compactMap { Int($0) })
            if let rest = open {
                guard !rest.isDisjoint(with: codes) else { return nil }
                open = rest.subtracting(codes)
            }
            return UnjudgedWay(page, to: page.arguments.last)
        }
    }

    /// What is done when the request has been answered, with a refusal as well.
    private static func afterwards(_ place: NginxPlace) -> [UnjudgedWay] {
        place.effective("post_action").compactMap { UnjudgedWay($0, to: $0.arguments.last) }
    }
}
