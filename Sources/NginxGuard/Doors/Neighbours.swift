import Text

/// Finds ways around a guard that lead through another server.
struct Neighbours {
    /// What is wrong.
    private(set) var findings: [GuardFinding] = []

    /// Looks through servers; `verdicts` has those of each one's places.
    init(_ servers: [NginxServer], _ verdicts: [[Verdict]], _ application: PassedApplication) {
        let guarding = zip(servers, verdicts).map { server, _ in server.places.contains(where: \.isGuarded) }
        findShadowed(servers, guarding)
        var owners: [ExactText: (server: Int, place: NginxPlace)] = [:]
        for (number, server) in servers.enumerated() {
            for (place, verdict) in zip(server.places, verdicts[number]) {
                switch verdict {
                case .policy, .observed: break
                case .open, .closed, .internal, .bearerd: continue
                }
                for address in application.addresses(place) where owners[address] == nil {
                    owners[address] = (number, place)
                }
            }
        }
        for (number, server) in servers.enumerated() where !guarding[number] {
            for (place, verdict) in zip(server.places, verdicts[number]) where verdict == .open {
                guard !place.saysOff, !place.isForOneURI, !place.deniesOthers else { continue }
                guard let owner = application.addresses(place).compactMap({ owners[$0] }).first else { continue }
                add(place, owner.place)
            }
        }
    }

    /// nginx takes the first server of those with one name at one address.
    private mutating func findShadowed(_ servers: [NginxServer], _ guarding: [Bool]) {
        var first: [ExactText: Int] = [:]
        for (number, server) in servers.enumerated() where !server.isFragment {
            for listen in server.listens {
                for name in server.names {
                    let key = ExactText("\(listen) \(name)")
                    guard let other = first[key] else {
                        first[key] = number
                        continue
                    }
                    guard other != number, guarding[number], !guarding[other] else { continue }
                    let description =
                        "nginx never uses this guarded server for \(key): \(servers[other].block.place) has it, unguarded"
                    findings.append(GuardFinding(server.block, description))
                }
            }
        }
    }

    private mutating func add(_ place: NginxPlace, _ guarded: NginxPlace) {
        let description =
            "\(place.label) is open to the application of \(guarded.label) (\(guarded.block.place)), which is guarded; "
            + "guard it, or say auth_request off; in it if it is meant"
        findings.append(GuardFinding(place.block, description))
    }
}

extension NginxPlace {
    /// One URI, and the application is asked for one as well.
    fileprivate var isForOneURI: Bool {
        matcher?.kind == .exact
    }

    /// Who may come is a matter of addresses.
    fileprivate var deniesOthers: Bool {
        effective("allow", "deny").last?.text == "deny all" && !satisfiesAny
    }
}
