import Text

/// What a request without a token finds at a place.
package enum Verdict: Equatable {
    /// It is judged under this policy.
    case policy(String)
    /// It is judged under this policy, and let through whatever comes of that.
    case observed(String)
    /// Nobody judges it.
    case open
    /// It is refused, whoever asks.
    case closed
    /// It never comes here: only nginx itself does.
    case `internal`
    /// It is bearerd's own to answer.
    case bearerd

    /// For the list of doors.
    package var text: String {
        switch self {
        case .policy(let policy): policy
        case .observed: "OBSERVED"
        case .open: "OPEN"
        case .closed: "closed"
        case .internal: "internal"
        case .bearerd: "bearerd"
        }
    }

    /// The one of a place; `bearerds` are where bearerd listens, as `fastcgi_pass` has it.
    init(_ place: NginxPlace, bearerds: Set<ExactText>) {
        if place.asks(bearerds) {
            self = .bearerd
        } else if let status = place.fixedStatus {
            // It answers before anybody is asked.
            self = status >= 400 ? .closed : place.isInternal ? .internal : .open
        } else {
            switch Judgement(place) {
            case .policy(let text, let policy, _): self = policy.isObserved ? .observed(text) : .policy(text)
            case .unreadable: self = .closed
            case .other, .off, .none: self = place.deniesAll ? .closed : place.isInternal ? .internal : .open
            }
        }
    }
}

extension NginxPlace {
    /// The status that its own `return` answers everything with.
    package var fixedStatus: Int? {
        own("return").first.map(Self.status)
    }

    /// The status of a `return`; without one it redirects.
    package static func status(_ directive: NginxDirective) -> Int {
        directive.arguments.first.flatMap { Int($0) } ?? 302
    }

    /// nginx refuses everybody by itself.
    package var deniesAll: Bool {
        effective("allow", "deny").first?.text == "deny all" && !satisfiesAny
    }

    package var satisfiesAny: Bool { effective("satisfy").last?.arguments == ["any"] }

    /// It passes to bearerd.
    package func asks(_ bearerds: Set<ExactText>) -> Bool {
        own("fastcgi_pass").contains { bearerds.contains(ExactText($0.arguments.first ?? "")) }
    }

    /// The guard's own question, or its refusal: only nginx itself goes there, and bearerd is told what it is for.
    package var isGuardsOwn: Bool {
        isInternal && !own("fastcgi_pass").isEmpty
            && own("fastcgi_param").contains { ["BEARERD_POLICY", "BEARERD_REFUSAL"].contains($0.arguments.first) }
    }

    /// Where bearerd listens, as the guard's own locations say; as its upstream is called where they are not to be seen.
    package static func bearerds(in servers: [NginxServer]) -> Set<ExactText> {
        let places = servers.flatMap(\.places).filter(\.isGuardsOwn)
        let addresses = Set(
            places.flatMap { $0.own("fastcgi_pass") }.compactMap(\.arguments.first).map { ExactText($0) }
        )
        return addresses.isEmpty ? ["bearerd"] : addresses
    }
}
