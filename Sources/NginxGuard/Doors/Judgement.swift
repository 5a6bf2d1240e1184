import ResourceServer

/// Who judges a request to a place, if anybody does.
enum Judgement {
    /// bearerd, under the policy that stands in the address.
    case policy(String, LocationPolicy, NginxDirective)
    /// bearerd, which refuses everything, as the address is no policy.
    case unreadable(reason: String, NginxDirective)
    /// Another `auth_request`, of which bearerd knows nothing.
    case other(NginxDirective)
    /// `auth_request off;`
    case off(NginxDirective)
    /// Nobody.
    case none

    init(_ place: NginxPlace) {
        guard let request = place.effective("auth_request").last else {
            self = .none
            return
        }
        self.init(request)
    }

    init(_ request: NginxDirective) {
        let address = request.arguments.first ?? ""
        if request.arguments == ["off"] {
            self = .off(request)
        } else if !address.hasPrefix(LocationGuard.addressPrefix) {
            self = .other(request)
        } else if request.arguments.count != 1 {
            self = .unreadable(reason: "a policy with spaces stands in quotes", request)
        } else {
            self.init(request, policy: String(address.dropFirst(LocationGuard.addressPrefix.count)))
        }
    }

    private init(_ request: NginxDirective, policy: String) {
        // It can be written in a policy, but nobody means it.
        guard !policy.contains("$") else {
            self = .unreadable(reason: "nginx replaces no variable in this address", request)
            return
        }
        do {
            self = .policy(policy, try LocationPolicy(policy), request)
        } catch {
            self = .unreadable(reason: "\(error)", request)
        }
    }

    /// What it is judged under, if that can be read.
    var policy: LocationPolicy? {
        if case .policy(_, let policy, _) = self { policy } else { nil }
    }

    /// bearerd is asked.
    var isBearerds: Bool {
        switch self {
        case .policy, .unreadable: true
        case .other, .off, .none: false
        }
    }
}

extension NginxPlace {
    /// The operator says here, and not in a file that is included, that nobody is to be asked.
    var saysOff: Bool {
        guard case .off(let request) = Judgement(self) else { return false }
        return says(request)
    }

    /// The operator says here, and not in a file that is included, that whatever comes is let through.
    var saysObserve: Bool {
        guard case .policy(_, let policy, let request) = Judgement(self) else { return false }
        return policy.isObserved && says(request)
    }

    private func says(_ request: NginxDirective) -> Bool {
        // A condition belongs to what it stands in.
        let owner = isCondition ? outer.last { $0.name != "if" && $0.name != "limit_except" } : block
        return owner?.file == request.file && owner?.block?.contains { $0.isSame(as: request) } == true
    }

    /// bearerd is asked before anything else answers.
    var isGuarded: Bool { Judgement(self).isBearerds }
}
