/// Finds the requests that a guarded place of a server would have taken, and that end where nobody judges them, or refuses them.
///
/// A place whose refusals are only observed is both: open to what another guards, and one that will be guarded.
struct WaysAround {
    private let server: NginxServer
    private let verdicts: [Verdict]
    /// Which places only nginx itself goes to.
    private let areInternal: [Bool]
    private var choice: LocationChoice
    private var visited: Set<Int> = []
    private var pending: [Int] = []
    /// What was found.
    private(set) var findings: [GuardFinding] = []

    /// Looks through a server; `failsOpen` says that what bearerd is asked may end in nginx's own 500.
    init(_ server: NginxServer, _ verdicts: [Verdict], failsOpen: Bool) {
        self.server = server
        self.verdicts = verdicts
        areInternal = server.places.map(\.isInternal)
        choice = LocationChoice(server)
        let guarded = server.places.indices.filter { server.places[$0].isGuarded && verdicts[$0] != .bearerd }
        guard !guarded.isEmpty else { return }
        for index in server.places.indices { findTaken(index, guarded) }
        for index in guarded {
            let ways = UnjudgedWay.beforeJudgement(of: server.places[index], failsOpen: failsOpen)
            follow(ways, from: server.places[index].label, isObserved: isObserved(index))
        }
        let conditions = server.places.filter { $0.isCondition && $0.parent == 0 }
        follow(UnjudgedWay.beforeLocation(of: server.places[0], conditions: conditions), from: "the server")
        followPending()
    }

    /// An open place that stands within a guarded one, or is chosen before one.
    private mutating func findTaken(_ index: Int, _ guarded: [Int]) {
        let place = server.places[index]
        let isObserved = isObserved(index)
        guard verdicts[index] == .open || isObserved, place.fixedStatus == nil || !place.isGuarded else { return }
        let guarded = isObserved ? guarded.filter { !self.isObserved($0) } : guarded
        let chain = [0] + server.chain(of: index).dropLast()
        let reason: String
        if let around = chain.last(where: { guarded.contains($0) }), around != index {
            reason = "it is within \(name(around))"
        } else if let other = guarded.first(where: { !areInternal[$0] && choice.takes(index, from: $0) }) {
            reason = "nginx chooses it before \(name(other))"
        } else {
            return
        }
        // There bearerd is asked, and the operator says that it has no say.
        if place.saysObserve { return }
        guard place.saysOff else {
            let open = isObserved ? "only observed, and so open," : "open"
            return add(place.block, "\(place.label) is \(open) to requests of a guarded location: \(reason)")
        }
        pending.append(index)
    }

    /// Goes on from the places that nobody judges, by whatever way leads out of them.
    private mutating func followPending() {
        while let next = pending.popLast() {
            guard visited.insert(next).inserted else { continue }
            let place = server.places[next]
            follow(
                verdicts[next] == .closed ? UnjudgedWay.ofRefusal(place) : UnjudgedWay.all(of: place),
                from: place.label
            )
        }
    }

    private func isObserved(_ index: Int) -> Bool {
        if case .observed = verdicts[index] { true } else { false }
    }

    /// `isObserved` says that they lead from where nothing is refused anyway.
    private mutating func follow(_ ways: [UnjudgedWay], from start: String, isObserved: Bool = false) {
        for way in ways {
            var open: [Int] = []
            for target in targets(of: way) {
                switch verdicts[target] {
                case .policy, .bearerd: break
                case .observed:
                    if !isObserved, !server.places[target].saysObserve { open.append(target) }
                case .open, .internal:
                    if server.places[target].saysOff { pending.append(target) } else { open.append(target) }
                case .closed: pending.append(target)
                }
            }
            guard let first = open.first else { continue }
            let others = open.count > 1 ? ", and to \(open.count - 1) more" : ""
            let target =
                "\(way.directive.name) leads from \(start) to \(name(first)), which is open, before bearerd is asked"
            add(way.directive, target + others)
        }
    }

    private mutating func targets(of way: UnjudgedWay) -> [Int] {
        switch way.target {
        case .uris(let uris): choice.mayTake(uris)
        case .named(let name): server.places.indices.filter { isCalled($0, name) }
        }
    }

    private func isCalled(_ index: Int, _ name: String) -> Bool {
        guard let matcher = server.places[index].matcher else { return false }
        return matcher.kind == .named && matcher.text == name
    }

    private func name(_ index: Int) -> String {
        "\(server.places[index].label) (\(server.places[index].block.place))"
    }

    private mutating func add(_ directive: NginxDirective, _ description: String) {
        let remedy = "; guard it, or say auth_request off; in it if it is meant"
        findings.append(GuardFinding(directive, description + remedy))
    }
}
