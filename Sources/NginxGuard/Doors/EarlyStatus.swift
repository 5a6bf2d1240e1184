/// The statuses that nginx answers by itself before it asks bearerd.
enum EarlyStatus {
    /// Before it knows the location: a malformed request, `TRACE`, a target or a field that is too long, TLS.
    static func beforeLocation(of server: NginxPlace) -> Set<Int> {
        Set([400, 405, 408, 414, 421, 494, 495, 496, 497, 501, 505] + returns(in: server.block))
    }

    /// In a location; `failsOpen` says that what bearerd is asked may end in nginx's own 500.
    static func of(_ place: NginxPlace, failsOpen: Bool) -> Set<Int> {
        // 403 is a refusal of the guard's, or of `deny`; the others, redirects to a folder's name with its slash.
        var statuses: Set<Int> = [301, 302, 403]
        // The length that a request announces is looked at as soon as the location is known.
        if place.effective("client_max_body_size").last?.arguments != ["0"] { statuses.insert(413) }
        if let basic = place.effective("auth_basic").last, basic.arguments != ["off"] { statuses.insert(401) }
        if !place.effective("limit_req").isEmpty { statuses.insert(limit(place, "limit_req_status")) }
        if !place.effective("limit_conn").isEmpty { statuses.insert(limit(place, "limit_conn_status")) }
        if place.isInternal { statuses.insert(404) }
        if failsOpen { statuses.insert(500) }
        return statuses.union(returns(in: place.block))
    }

    /// What a block, or a condition in it, answers by itself. Where a text goes with it there is no page for it.
    private static func returns(in block: NginxDirective) -> [Int] {
        let directives = block.block ?? []
        let own = directives.filter { $0.name == "return" && $0.arguments.count == 1 }.map(NginxPlace.status)
        return own + directives.filter { $0.name == "if" }.flatMap(returns)
    }

    private static func limit(_ place: NginxPlace, _ directive: String) -> Int {
        place.effective(directive).last?.arguments.first.flatMap { Int($0) } ?? 503
    }
}
