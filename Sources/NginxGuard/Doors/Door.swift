/// What answers requests: a location, a condition that answers by itself, a server for what none of its locations takes.
package struct Door {
    package let server: String
    package let location: String
    package let verdict: Verdict
    /// Why it is so, and where it stands.
    package let reason: String

    /// The doors of a server, in the order of its file.
    static func all(of server: NginxServer, _ verdicts: [Verdict]) -> [Door] {
        zip(server.places, verdicts).filter { isDoor($0, $1, of: server) }.map { place, verdict in
            Door(server: server.label, location: place.label, verdict: verdict, reason: reason(place, verdict))
        }
    }

    /// The servers of the block `stream`, which pass on whatever comes: nobody judges anything there.
    static func streams(in directives: [NginxDirective]) -> [Door] {
        let blocks = directives.filter { $0.name == "stream" }.flatMap { $0.block ?? [] }
        return blocks.filter { $0.name == "server" && $0.block != nil }.map { block in
            let pass = (block.block ?? []).first { $0.name == "proxy_pass" || $0.name == "return" }
            return Door(
                server: "stream " + NginxServer(block, outer: []).listens.joined(separator: ","),
                location: "(no location)",
                verdict: .open,
                reason: "\(pass?.text ?? "no proxy_pass") (\(block.place))"
            )
        }
    }

    private static func isDoor(_ place: NginxPlace, _ verdict: Verdict, of server: NginxServer) -> Bool {
        // A return in the server block answers before any location is looked for.
        if server.places[0].fixedStatus != nil, place.parent != nil { return false }
        switch place.kind {
        case .location: return true
        case .condition: return place.content != nil && verdict != .closed
        case .server:
            let takesAll = server.places.contains { other in
                other.parent == 0 && other.matcher?.isPrefix == true && other.matcher?.text == "/"
            }
            return !server.isFragment && (place.fixedStatus != nil || !takesAll)
        }
    }

    private static func reason(_ place: NginxPlace, _ verdict: Verdict) -> String {
        let why =
            switch verdict {
            case .bearerd: nil as String?
            case .observed(let policy): "judged under \(policy), and then open"
            case .policy, .closed, .open, .internal: judge(place, verdict)
            }
        let content = place.content ?? place.effective("root", "alias").last
        let parts = [why, content?.text, early(place)].compactMap(\.self)
        return parts.joined(separator: ", ") + " (\(place.block.place))"
    }

    private static func judge(_ place: NginxPlace, _ verdict: Verdict) -> String? {
        if place.fixedStatus != nil { return nil }
        if case .closed = verdict, place.deniesAll { return "deny all" }
        let request: NginxDirective
        switch Judgement(place) {
        case .none: return "no auth_request"
        case .policy(_, _, let found): return inherited(found, place).map { "auth_request from \($0)" }
        case .unreadable(_, let found), .other(let found), .off(let found): request = found
        }
        let from = inherited(request, place).map { " from \($0)" } ?? ""
        return request.text + from
    }

    private static func inherited(_ request: NginxDirective, _ place: NginxPlace) -> String? {
        place.own("auth_request").contains(where: request.isSame) ? nil : request.place
    }

    /// Code that runs before the token is judged, and that nobody here reads.
    private static func early(_ place: NginxPlace) -> String? {
        let code = (place.block.block ?? []).first {
            $0.name.hasPrefix("rewrite_by_lua") || $0.name.hasPrefix("access_by_lua")
        }
        return code.map { "\($0.name) is not read" }
    }
}

extension NginxPlace {
    private static let contents: Set<String> = [
        "return", "proxy_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass", "grpc_pass", "memcached_pass", "js_content",
        "perl", "empty_gif", "stub_status", "api", "flv", "mp4", "hls", "f4f", "content_by_lua", "content_by_lua_block",
        "content_by_lua_file",
    ]

    /// What answers here, unless it is a file.
    package var content: NginxDirective? {
        (block.block ?? []).first { Self.contents.contains($0.name) }
    }
}
